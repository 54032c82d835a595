import ts from "typescript"; import fs from "node:fs";
const file="/work/main/test/models/__hover.ts";
const text=`import { User, UserType, type Email, type AttributeDocument, type ListResponse, Group, defineResourceType } from "../../src/models/index.ts";
import { z } from "zod";
const u: User = UserType.validate({});
u.userName; u.emails; u.emails?.[0]?.type; u.name; u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]; u.meta;
const t = defineResourceType({ name: "User", endpoint: "/Users", schema: User, extensions: { "urn:x:badge": z.object({ a: z.string() }) } });
const parsed = User.parse({});
parsed.emails; const l = {} as ListResponse<User>; l.totalResults; l.Resources;
`;
const host={...ts.createCompilerHost({}),getScriptFileNames:()=>[file],getScriptVersion:()=>"1",getScriptSnapshot:f=>f===file?ts.ScriptSnapshot.fromString(text):fs.existsSync(f)?ts.ScriptSnapshot.fromString(fs.readFileSync(f,"utf8")):undefined,getCompilationSettings:()=>({...ts.parseJsonConfigFileContent(ts.readConfigFile("/work/main/tsconfig.json",ts.sys.readFile).config,ts.sys,"/work/main").options}),getCurrentDirectory:()=>"/work/main",fileExists:f=>f===file||ts.sys.fileExists(f),readFile:f=>f===file?text:ts.sys.readFile(f)};
const ls=ts.createLanguageService(host);
for(const w of ["u: User","User = ","UserType.v","userName;","emails;","emails?","type;","name;",`"urn:ietf`,"meta;","t = ","parsed =","l = ","totalResults","Resources;","validate"]){const i=text.indexOf(w);const q=ls.getQuickInfoAtPosition(file,i+(w.startsWith('"')?1:0));console.log("##",w,"\n",ts.displayPartsToString(q?.displayParts).slice(0,700),"\n  doc:",ts.displayPartsToString(q?.documentation));}
