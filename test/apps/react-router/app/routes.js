import { route } from "@react-router/dev/routes";

export default [route("scim/v2/*", "routes/scim.v2.$.ts")];
