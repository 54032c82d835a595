/** What the page shows before anybody typed. */
import { EMPTY_STATE, type SharedState } from "./share.ts";

/** The first expression. */
export const FIRST_STATE: SharedState = {
  ...EMPTY_STATE,
  expression: 'Join(" ", NormalizeDiacritics([givenName]), ToUpper([surname]))',
  attributes: JSON.stringify({ givenName: "Zoë", surname: "Smith", department: "Sales" }, null, 2),
};

/** A synchronization schema and a CSV to try it with. */
export const SCHEMA_SAMPLE = {
  schema: JSON.stringify(
    {
      synchronizationRules: [
        {
          objectMappings: [
            {
              sourceObjectName: "User",
              targetObjectName: "User",
              attributeMappings: [
                { targetAttributeName: "userName", source: { type: "Attribute", name: "userPrincipalName" } },
                {
                  targetAttributeName: "displayName",
                  source: { type: "Function", expression: 'Join(" ", [givenName], [surname])' },
                },
                {
                  targetAttributeName: "active",
                  source: { type: "Function", expression: 'Switch([accountEnabled], "False", "True", "True")' },
                },
              ],
            },
          ],
        },
      ],
    },
    null,
    2,
  ),
  csv: "userPrincipalName,givenName,surname,accountEnabled\nada@contoso.com,Ada,Lovelace,True\nalan@contoso.com,Alan,Turing,False",
} as const;
