/**
 * The offices of the sample company and names that are usual there. Names are `native` or `native|latin`; the Latin form makes the addresses.
 *
 * Telephone numbers come from ranges that regulators keep for fiction where there is one (France 01 99 00 and 06 39 98, Berlin 030 23125, the
 * 555-01xx of North America), else from numbers of the 555 01xx kind.
 */

/** Numbers that begin with an area code and have so many digits, country code left out. */
export interface NumberRange {
  readonly area: string;
  readonly digits: number;
}

/** An office, the people of which are made from its lists of names. */
export interface Office {
  readonly city: string;
  readonly state: string;
  /** Country as Entra shows it, and its ISO 3166 code for usageLocation. */
  readonly country: string;
  readonly code: string;
  readonly postalCode: string;
  readonly street: string;
  readonly language: string;
  readonly company: string;
  /** Country calling code, and the numbers in use behind it. */
  readonly phone: { readonly country: string; readonly work: NumberRange; readonly mobile: NumberRange };
  /** How many of the sample's members work here. Default 14. */
  readonly people?: number;
  readonly given: readonly string[];
  readonly surnames: readonly string[];
}

const words = (text: string) => text.split(", ");

export const OFFICES: readonly Office[] = [
  {
    city: "Brussels",
    state: "Brussels-Capital Region",
    country: "Belgium",
    code: "BE",
    postalCode: "1040",
    street: 'Avenue de la Joyeuse Entrée 14\nBâtiment "Cinquantenaire", boîte 7',
    language: "fr-BE",
    company: "Contoso",
    phone: { country: "32", work: { area: "2", digits: 8 }, mobile: { area: "470", digits: 9 } },
    people: 16,
    given: words("Élodie, Luc, Anaïs, Benoît, Griet, Zoë, Jérôme, Noémie, Wout, Marijke, Loïc, Fien, Gaëlle, Thibault"),
    surnames: words(
      "Peeters, D'Hondt, Lefèvre, Van den Broeck, Maes, Dubois, L'Hoëst, Janssens, Claes, 't Serstevens, Lambert, De Smet, Wouters, Noël",
    ),
  },
  {
    city: "Amsterdam",
    state: "Noord-Holland",
    country: "Netherlands",
    code: "NL",
    postalCode: "1017 AB",
    street: "Keizersgracht 555",
    language: "nl-NL",
    company: "Contoso Nederland B.V.",
    phone: { country: "31", work: { area: "20", digits: 9 }, mobile: { area: "6", digits: 9 } },
    given: words("Daan, Sanne, Jasper, Fleur, Thijs, Roos, Joost, Maaike, Bram, Noor, Ruben, Lotte, Sjoerd, Femke"),
    surnames: words(
      "de Vries, van 't Hof, Jansen, Bakker, van der Berg, Visser, Smit, Meijer, Mulder, in 't Veld, Bos, Vos, Hoekstra, Kuipers",
    ),
  },
  {
    city: "Paris",
    state: "Île-de-France",
    country: "France",
    code: "FR",
    postalCode: "75009",
    street: "39 bis, rue de la Fiction",
    language: "fr-FR",
    company: "Contoso France SAS",
    phone: { country: "33", work: { area: "19900", digits: 9 }, mobile: { area: "63998", digits: 9 } },
    given: words(
      "Chloé, François, Hélène, Mathéo, Inès, Rémi, Maëlys, Gérard, Océane, Théo, Aurélie, Cédric, Françoise, Jean-Baptiste",
    ),
    surnames: words(
      "Lefebvre, L'Hôpital, Garçon, Moreau, N'Diaye, Bérenger, Leroy, Fournier, D'Aubigné, Mercier, Guérin, Faure, Rousseau, Chevalier",
    ),
  },
  {
    city: "Berlin",
    state: "Berlin",
    country: "Germany",
    code: "DE",
    postalCode: "10117",
    street: "Friedrichstraße 155",
    language: "de-DE",
    company: "Contoso Deutschland GmbH",
    phone: { country: "49", work: { area: "3023125", digits: 10 }, mobile: { area: "17139200", digits: 10 } },
    given: words(
      "Jürgen, Annika, Björn, Käthe, Götz, Lena, Sören, Ursula, Tobias, Änne, Matthias, Heike, Jörg, Friederike",
    ),
    surnames: words(
      "Müller, Weiß, Schäfer, Groß, Köhler, Vogel, Schröder, Jäger, Böhm, Lindner, Krämer, Straßer, von der Heide, Günther",
    ),
  },
  {
    city: "Madrid",
    state: "Comunidad de Madrid",
    country: "Spain",
    code: "ES",
    postalCode: "28013",
    street: "Calle del Arenal, 55, 3.º B",
    language: "es-ES",
    company: "Contoso Ibérica S.L.",
    phone: { country: "34", work: { area: "91", digits: 9 }, mobile: { area: "600", digits: 9 } },
    given: words(
      "Begoña, Íñigo, Lucía, Andrés, Concepción, Martín, Sofía, Raúl, Nuria, Álvaro, Ángeles, Óscar, María José, Joaquín",
    ),
    surnames: words(
      "García Núñez, Muñoz, Peña Ibáñez, Fernández, Ordóñez, Sánchez, Vázquez, Yáñez, Domínguez, Gómez, Álvarez, Ramírez, Ruiz, Cañizares",
    ),
  },
  {
    city: "Warsaw",
    state: "Mazowieckie",
    country: "Poland",
    code: "PL",
    postalCode: "00-950",
    street: "ul. Świętokrzyska 55/7",
    language: "pl-PL",
    company: "Contoso Polska sp. z o.o.",
    phone: { country: "48", work: { area: "22", digits: 9 }, mobile: { area: "500", digits: 9 } },
    given: words(
      "Łukasz, Małgorzata, Zbigniew, Agnieszka, Wojciech, Żaneta, Paweł, Grażyna, Michał, Kinga, Sławomir, Bożena, Stanisław, Róża",
    ),
    surnames: words(
      "Wójcik, Kamiński, Łęcki, Zając, Dąbrowski, Szczęsny, Górski, Pawłowski, Wróbel, Żak, Kołodziej, Mróz, Świątek, Źdźbło",
    ),
  },
  {
    city: "Athens",
    state: "Attica",
    country: "Greece",
    code: "GR",
    postalCode: "105 57",
    street: "Οδός Φιλελλήνων 15",
    language: "el-GR",
    company: "Contoso Hellas A.E.",
    phone: { country: "30", work: { area: "210", digits: 10 }, mobile: { area: "690", digits: 10 } },
    given: words(
      "Γιώργος|Giorgos, Ελένη|Eleni, Νίκος|Nikos, Αικατερίνη|Aikaterini, Δημήτρης|Dimitris, Χριστίνα|Christina, Σπύρος|Spyros, Ιωάννα|Ioanna, Παναγιώτης|Panagiotis, Θεοδώρα|Theodora, Κώστας|Kostas, Βασιλική|Vasiliki, Άγγελος|Angelos, Φωτεινή|Foteini",
    ),
    surnames: words(
      "Παπαδόπουλος|Papadopoulos, Οικονόμου|Oikonomou, Γεωργίου|Georgiou, Νικολαΐδης|Nikolaidis, Ιωαννίδου|Ioannidou, Βασιλείου|Vasileiou, Αντωνίου|Antoniou, Κωνσταντίνου|Konstantinou, Δημητρίου|Dimitriou, Αλεξίου|Alexiou, Καραγιάννης|Karagiannis, Μακρής|Makris, Ξένος|Xenos, Ζαχαρίου|Zachariou",
    ),
  },
  {
    city: "Sofia",
    state: "Sofia-Capital",
    country: "Bulgaria",
    code: "BG",
    postalCode: "1000",
    street: "бул. „Витоша“ 55, ет. 2",
    language: "bg-BG",
    company: "Contoso Bulgaria EOOD",
    phone: { country: "359", work: { area: "2", digits: 8 }, mobile: { area: "88", digits: 9 } },
    given: words(
      "Иван|Ivan, Мария|Maria, Георги|Georgi, Елена|Elena, Димитър|Dimitar, Калина|Kalina, Стоян|Stoyan, Радостина|Radostina, Николай|Nikolay, Цветелина|Tsvetelina, Борис|Boris, Юлия|Yulia, Кирил|Kiril, Жана|Zhana",
    ),
    surnames: words(
      "Иванов|Ivanov, Петрова|Petrova, Георгиев|Georgiev, Димитрова|Dimitrova, Николов|Nikolov, Стоянова|Stoyanova, Тодоров|Todorov, Христова|Hristova, Ангелов|Angelov, Илиева|Ilieva, Маринов|Marinov, Колева|Koleva, Желязков|Zhelyazkov, Щерева|Shtereva",
    ),
  },
  {
    city: "İstanbul",
    state: "",
    country: "Türkiye",
    code: "TR",
    postalCode: "34394",
    street: "Büyükdere Caddesi No: 155, Şişli",
    language: "tr-TR",
    company: "Contoso Türkiye A.Ş.",
    phone: { country: "90", work: { area: "212", digits: 10 }, mobile: { area: "555", digits: 10 } },
    given: words("Ayşe, İbrahim, Gülşah, Çağlar, Ümit, Işıl, Oğuz, Şebnem, Tuğba, Emre, Özge, Barış, İpek, Hakan"),
    surnames: words("Yılmaz, Şahin, Öztürk, Çelik, Kılıç, Doğan, Güneş, Işık, Aydın, Koç, Ünal, Bağcı, Avcı, Taş"),
  },
  {
    city: "Tel Aviv-Yafo",
    state: "",
    country: "Israel",
    code: "IL",
    postalCode: "6688101",
    street: "שדרות רוטשילד 55",
    language: "he-IL",
    company: "Contoso Israel Ltd.",
    phone: { country: "972", work: { area: "3", digits: 8 }, mobile: { area: "50", digits: 9 } },
    given: words(
      "יעל|Yael, דוד|David, נועה|Noa, איתי|Itai, תמר|Tamar, אורי|Uri, מיכל|Michal, עומר|Omer, שירה|Shira, יונתן|Yonatan, רחל|Rachel, גיל|Gil, הילה|Hila, אבי|Avi",
    ),
    surnames: words(
      "כהן|Cohen, לוי|Levi, מזרחי|Mizrahi, פרץ|Peretz, ביטון|Biton, אברהם|Avraham, פרידמן|Friedman, שפירא|Shapira, בן-דוד|Ben-David, גולן|Golan, רוזן|Rosen, ברק|Barak, צור|Tzur, דיין|Dayan",
    ),
  },
  {
    city: "Dubai",
    state: "Dubai",
    country: "United Arab Emirates",
    code: "AE",
    postalCode: "",
    street: "Sheikh Zayed Road, Tower B,\r\nOffice 1555",
    language: "ar-AE",
    company: "Contoso Middle East FZ-LLC",
    phone: { country: "971", work: { area: "4", digits: 8 }, mobile: { area: "50", digits: 9 } },
    given: words(
      "محمد|Mohammed, فاطمة|Fatima, أحمد|Ahmed, عائشة|Aisha, خالد|Khalid, مريم|Mariam, يوسف|Yousef, نورة|Noura, عمر|Omar, ليلى|Layla, سالم|Salem, هند|Hind, راشد|Rashid, شيخة|Shaikha",
    ),
    surnames: words(
      "المنصوري|Al Mansoori, الهاشمي|Al Hashimi, النعيمي|Al Nuaimi, حداد|Haddad, الزعابي|Al Zaabi, الكعبي|Al Kaabi, خوري|Khoury, الشامسي|Al Shamsi, صالح|Saleh, الفلاسي|Al Falasi, نجار|Najjar, السويدي|Al Suwaidi, عباس|Abbas, البلوشي|Al Balushi",
    ),
  },
  {
    city: "Tokyo",
    state: "東京都",
    country: "Japan",
    code: "JP",
    postalCode: "105-0011",
    street: "港区芝公園5-5-5 コントソビル12階",
    language: "ja-JP",
    company: "Contoso Japan K.K.",
    phone: { country: "81", work: { area: "3", digits: 9 }, mobile: { area: "90", digits: 10 } },
    given: words(
      "健太|Kenta, 美咲|Misaki, 翔|Sho, さくら|Sakura, 大輔|Daisuke, 裕子|Yuko, 直樹|Naoki, あかり|Akari, 拓也|Takuya, 恵美|Emi, 亮|Ryo, 真由美|Mayumi, ケビン|Kevin, 千尋|Chihiro",
    ),
    surnames: words(
      "佐藤|Sato, 鈴木|Suzuki, 高橋|Takahashi, 田中|Tanaka, 伊藤|Ito, 渡辺|Watanabe, 山本|Yamamoto, 中村|Nakamura, 小林|Kobayashi, 加藤|Kato, 吉田|Yoshida, 佐々木|Sasaki, 大野|Ohno, 齋藤|Saito",
    ),
  },
  {
    city: "Seoul",
    state: "",
    country: "Korea, Republic of",
    code: "KR",
    postalCode: "04524",
    street: "중구 세종대로 155",
    language: "ko-KR",
    company: "Contoso Korea Ltd.",
    phone: { country: "82", work: { area: "2", digits: 9 }, mobile: { area: "10", digits: 10 } },
    given: words(
      "민준|Min-jun, 서연|Seo-yeon, 도윤|Do-yun, 지우|Ji-woo, 하은|Ha-eun, 준호|Jun-ho, 수빈|Su-bin, 예준|Ye-jun, 지민|Ji-min, 현우|Hyun-woo",
    ),
    surnames: words("김|Kim, 이|Lee, 박|Park, 최|Choi, 정|Jung, 강|Kang, 조|Cho, 윤|Yoon, 장|Jang, 임|Lim"),
  },
  {
    city: "Shanghai",
    state: "上海市",
    country: "China",
    code: "CN",
    postalCode: "200040",
    street: "静安区南京西路1555号",
    language: "zh-CN",
    company: "Contoso China Co., Ltd.",
    phone: { country: "86", work: { area: "21", digits: 10 }, mobile: { area: "139", digits: 11 } },
    given: words("伟|Wei, 芳|Fang, 秀英|Xiuying, 强|Qiang, 敏|Min, 静|Jing, 磊|Lei, 洋|Yang, 娜|Na, 浩然|Haoran"),
    surnames: words("王|Wang, 李|Li, 张|Zhang, 刘|Liu, 陈|Chen, 杨|Yang, 赵|Zhao, 黄|Huang, 周|Zhou, 欧阳|Ouyang"),
  },
  {
    city: "São Paulo",
    state: "SP",
    country: "Brazil",
    code: "BR",
    postalCode: "01310-100",
    street: "Avenida Paulista, 1555, 5º andar",
    language: "pt-BR",
    company: "Contoso do Brasil Ltda.",
    phone: { country: "55", work: { area: "11", digits: 10 }, mobile: { area: "119", digits: 11 } },
    given: words(
      "João, Conceição, Antônio, Luísa, Tiago, Júlia, Cauã, Letícia, Fábio, Mônica, André, Vitória, Caetano, Estêvão",
    ),
    surnames: words(
      "da Conceição, Araújo, Gonçalves, Simões, Magalhães, Sant'Anna, Brandão, Assunção, Leão, Falcão, Guimarães, D'Ávila, Corrêa, Souza",
    ),
  },
  {
    city: "New York",
    state: "NY",
    country: "United States",
    code: "US",
    postalCode: "10011",
    street: "155 W 15th St, 15th Floor",
    language: "en-US",
    company: "Contoso",
    phone: { country: "1", work: { area: "212", digits: 10 }, mobile: { area: "646", digits: 10 } },
    people: 18,
    given: words(
      "Ada, Sean, Grace, Tyrone, Siobhan, Miguel, Renée, Patrick, Keisha, Noah, Zora, Conor, Mary-Ellen, Jamal, Beth, Diego, Anne, Marcus",
    ),
    surnames: words(
      "O'Neill, Lovell, D'Angelo, Washington, O'Brien, Núñez, Holloway, McCarthy, Johnson, O'Connor, Goldberg, Nguyen, Smith-Jones, Rivera, Brontë, Okafor, Park, Doyle",
    ),
  },
];
