/** What an attribute of an element may be; `undefined` leaves it out. */
export type AttributeValue = string | number | boolean | readonly number[] | undefined;

/** An element of MJCF, MuJoCo's model language, which is XML. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly children: readonly Element[];
}

/** An element. `attributes` may be any object of numbers, vectors, flags and texts. */
export function element(
  tag: string,
  attributes: object = {},
  children: readonly Element[] = [],
): Element {
  return { tag, attributes: { ...attributes } as Record<string, AttributeValue>, children };
}

/** The XML of an element, an element to a line; numbers keep every bit. */
export function toXml({ tag, attributes, children }: Element, indent = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escape(text(value))}"`)
    .join("");
  if (children.length === 0) return `${indent}<${tag}${written}/>`;
  const inner = children.map((child) => toXml(child, `${indent}  `)).join("\n");
  return `${indent}<${tag}${written}>\n${inner}\n${indent}</${tag}>`;
}

function text(value: AttributeValue): string {
  return Array.isArray(value) ? value.join(" ") : String(value);
}

function escape(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
