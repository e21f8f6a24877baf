import { Welcome } from "~/features/sign-in/welcome";

export const metadata = { title: "Welcome" };

/** The link's token stands in the fragment, which no server sees; everything here happens in the browser. */
export default function WelcomePage() {
  return <Welcome />;
}
