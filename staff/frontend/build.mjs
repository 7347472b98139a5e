// Puts GOV.UK Frontend where the staff's pages load it from: its styles compiled from src/staff.scss, its script as it comes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "sass";

const dist = new URL("../dist/", import.meta.url);
const folder = (path) => new URL(path, import.meta.url);
mkdirSync(dist, { recursive: true });

const { css } = compile(folder("src/staff.scss").pathname, {
  loadPaths: [folder("node_modules").pathname],
  quietDeps: true,
  style: "compressed",
});
if (/GDS Transport|crest/i.test(css)) {
  throw new Error("The styles hold GOV.UK's own font or crest, which are licensed for GOV.UK only.");
}
const script = readFileSync(folder("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(new URL("govuk-frontend.js", dist), script.replace(/\/\/# sourceMappingURL=\S+/, ""));
// Last, since it is the one that says that the build is whole.
writeFileSync(new URL("staff.css", dist), css);
