import { render } from "preact";
import { App } from "~/app";
import { chooseLanguage } from "~/core/i18n";
import { startRouter } from "~/core/router";
import "~/styles/app.css";

startRouter();
await chooseLanguage(navigator.languages);
const root = document.querySelector("#app");
if (root) render(<App />, root);
