import { render } from "preact";
import { loadWords } from "~/core/i18n";
import { startRouter } from "~/core/router";
import "~/styles/app.css";

// Before the first page is loaded: tables of words are made when their module is.
await loadWords();
const { App } = await import("~/app");

startRouter();
const root = document.querySelector("#app");
if (root) render(<App />, root);
