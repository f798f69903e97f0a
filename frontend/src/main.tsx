import { render } from "preact";
import { App } from "~/app";
import { startRouter } from "~/core/router";
import "~/styles/app.css";

startRouter();
const root = document.querySelector("#app");
if (root) render(<App />, root);
