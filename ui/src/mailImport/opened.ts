import { screen } from "@testing-library/react";
import { quiet } from "../test/run";
import { show } from "../test/show";

export const open = async (host = quiet()) => {
  const shown = show("#/page/1/import", host);
  await screen.findByTestId("screen-import");
  return shown;
};
