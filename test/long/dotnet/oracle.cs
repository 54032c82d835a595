// Answers questions about .NET, one line each, so that the tests can compare this package with it.
using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

static class Oracle
{
    const string Sortable = "yyyy-MM-ddTHH:mm:ss.fffffff";
    static readonly CultureInfo Culture = CreateCulture();

    // The invariant culture as .NET 8 has it: two-digit years end in 2049.
    static CultureInfo CreateCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2049 };
        return culture;
    }

    static void Main()
    {
        var output = new StringBuilder();
        string line;
        while ((line = Console.In.ReadLine()) != null)
        {
            var fields = line.Split('\t');
            for (var index = 0; index < fields.Length; index++) fields[index] = Unescape(fields[index]);
            output.Append(Answer(fields)).Append('\n');
        }
        var bytes = Encoding.ASCII.GetBytes(output.ToString());
        using (var stream = Console.OpenStandardOutput()) stream.Write(bytes, 0, bytes.Length);
    }

    static string Answer(string[] fields)
    {
        try { return "=" + Escape(Evaluate(fields)); }
        catch (FormatException) { return "!"; }
        catch (ArgumentException) { return "!"; }
        catch (OverflowException) { return "!"; }
    }

    static string Evaluate(string[] fields)
    {
        switch (fields[0])
        {
            case "today":
                return DateTime.UtcNow.ToString("yyyy-MM-dd", Culture);
            case "parse":
                var styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
                return DateTime.Parse(fields[1], Culture, styles).ToString(Sortable, Culture);
            case "exact":
                var exact = DateTime.ParseExact(fields[1], fields[2], Culture, (DateTimeStyles)int.Parse(fields[3]));
                return exact.ToString(Sortable, Culture) + exact.Kind.ToString().ToLowerInvariant();
            case "format":
                return DateTime.ParseExact(fields[1], Sortable, Culture).ToString(fields[2], Culture);
            case "trim":
                return fields[1].Trim();
            case "base64":
                return Convert.ToBase64String(Encoding.Unicode.GetBytes(fields[1]));
            case "replace":
                return Regex.Replace(fields[1], fields[2], fields[3]);
            default:
                throw new InvalidOperationException(fields[0]);
        }
    }

    static string Unescape(string text)
    {
        return Regex.Replace(text, @"\\u([0-9a-f]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
    }

    static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (var character in text)
        {
            if (character < ' ' || character > '~' || character == '\\') result.AppendFormat("\\u{0:x4}", (int)character);
            else result.Append(character);
        }
        return result.ToString();
    }
}
