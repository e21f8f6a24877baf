import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { Chip } from "./chip";
import { CodeBlock } from "./code-block";
import { Drawer } from "./drawer";
import { DurationBar } from "./duration-bar";
import { Field } from "./field";
import { KindIcon } from "./kind-icon";
import { Menu, MenuItem } from "./menu";
import { MiddleCut } from "./middle-cut";
import { Popover } from "./popover";
import { Score } from "./score";
import { Segmented } from "./segmented";
import { Select } from "./select";
import { Skeleton } from "./skeleton";
import { SparkBars } from "./spark-bars";
import { StatusIcon } from "./status-icon";
import { Tabs } from "./tabs";
import { TextInput } from "./text-input";

const nothing = () => {};

test("no component puts a style attribute or a style element into the server's HTML", () => {
  const html = renderToStaticMarkup(
    <>
      <Field label="Name" error="It is empty.">
        <TextInput name="name" defaultValue="" after="ms" />
      </Field>
      <Field label="Judge">
        <Select value="a" onValueChange={nothing} options={[{ value: "a", label: "A" }]} />
      </Field>
      <Checkbox>All</Checkbox>
      <Segmented
        label="View"
        value="a"
        onValueChange={nothing}
        options={[
          { value: "a", label: "A" },
          { value: "b", label: "B" },
        ]}
      />
      <Tabs label="Parts" value="a" onValueChange={nothing} items={[{ value: "a", label: "A", panel: "text" }]} />
      <Menu trigger={<Button>Open</Button>}>
        <MenuItem>One</MenuItem>
      </Menu>
      <Popover label="Range" trigger={<Button>Range</Button>}>
        text
      </Popover>
      <Drawer open title="Detail" onOpenChange={nothing}>
        text
      </Drawer>
      <Score score={0.5} label="Correctness" />
      <DurationBar share={0.3}>1.2 s</DurationBar>
      <SparkBars bars={[{ value: 3, bad: 1 }]} label="3 traces" />
      <Skeleton width={88} />
      <KindIcon kind="LLM" />
      <StatusIcon status="error" />
      <Chip tone="wait">Waiting</Chip>
      <CodeBlock code="npm start" />
      <MiddleCut text="4f1c09e2a7d84b61b3c0f5a81d6e9b2e" />
    </>,
  );
  expect(html).not.toMatch(/ style=|<style/);
  expect(html).toContain('aria-invalid="true"');
});

test("a text that is cut in the middle is still whole in the page", () => {
  const html = renderToStaticMarkup(<MiddleCut text="4f1c09e2a7d84b61b3c0f5a81d6e9b2e" />);
  expect(html.replaceAll(/<[^>]*>/g, "")).toBe("4f1c09e2a7d84b61b3c0f5a81d6e9b2e");
});

test("a duration bar never leaves its track", () => {
  expect(renderToStaticMarkup(<DurationBar share={7}>1 s</DurationBar>)).toContain('width="100%" height="4" rx="1"');
  expect(renderToStaticMarkup(<DurationBar share={-1}>1 s</DurationBar>)).toContain('width="0%"');
});
