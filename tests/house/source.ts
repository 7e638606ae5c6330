/// <reference lib="deno.unstable" />
/** What the house rules want to know of a module, read from its syntax tree. */

/** One way in which a module refers to another. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Whether nothing of it is left when types are stripped. */
  readonly typeOnly: boolean;
}

/** A module, taken apart. */
export interface Source {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly comments: readonly { readonly text: string; readonly line: number }[];
  /** Where the name `Deno` stands in code. */
  readonly denoLines: readonly number[];
  /** Where something is asserted to be `any`. */
  readonly anyLines: readonly number[];
  /** Where a statement stands that is no re-export. */
  readonly logicLines: readonly number[];
}

/**
 * Reads a module with Deno's own parser, which the linter lends to plugins.
 *
 * @param path The module's path from the project's folder
 * @param text Its text
 * @throws {SyntaxError} If it cannot be parsed
 */
export function parseSource(path: string, text: string): Source {
  const imports: Import[] = [];
  const comments: { text: string; line: number }[] = [];
  const [denoLines, anyLines, logicLines]: number[][] = [[], [], []];
  const lineOf = ({ range: [start] }: { range: Deno.lint.Range }) =>
    text.slice(0, start).split("\n").length;
  const add = (node: { range: Deno.lint.Range }, specifier: unknown, typeOnly: boolean) => {
    if (typeof specifier === "string") imports.push({ specifier, typeOnly, line: lineOf(node) });
  };
  const visit = (sourceCode: Deno.lint.SourceCode): Deno.lint.LintVisitor => ({
    Program(node) {
      for (const statement of node.body) {
        if (!isReexport(statement)) logicLines.push(lineOf(statement));
      }
      for (const comment of sourceCode.getAllComments()) {
        comments.push({ text: comment.value, line: lineOf(comment) });
        // Where the types of the import after it are, if its package has none.
        add(comment, /^\s*@ts-types="([^"]+)"/.exec(comment.value)?.[1], true);
      }
    },
    ImportDeclaration(node) {
      const kinds = node.specifiers.map((one) => "importKind" in one ? one.importKind : "value");
      add(node, node.source.value, isTypeOnly(node.importKind, kinds));
    },
    ExportNamedDeclaration(node) {
      const kinds = node.specifiers.map((one) => one.exportKind);
      add(node, node.source?.value, isTypeOnly(node.exportKind, kinds));
    },
    ExportAllDeclaration(node) {
      add(node, node.source.value, node.exportKind === "type");
    },
    ImportExpression(node) {
      if (node.source.type === "Literal") add(node, node.source.value, false);
    },
    TSImportType(node) {
      if (node.argument.type === "TSLiteralType" && node.argument.literal.type === "Literal") {
        add(node, node.argument.literal.value, true);
      }
    },
    CallExpression(node) {
      const [argument] = node.arguments;
      if (isMetaResolve(node.callee) && argument?.type === "Literal") {
        add(node, argument.value, false);
      }
    },
    TSAsExpression(node) {
      if (node.typeAnnotation.type === "TSAnyKeyword") anyLines.push(lineOf(node));
    },
    TSTypeAssertion(node) {
      if (node.typeAnnotation.type === "TSAnyKeyword") anyLines.push(lineOf(node));
    },
    Identifier(node) {
      if (node.name === "Deno") denoLines.push(lineOf(node));
    },
  });
  const rules = { read: { create: ({ sourceCode }: Deno.lint.RuleContext) => visit(sourceCode) } };
  Deno.lint.runPlugin({ name: "house", rules }, path, text);
  return { path, imports, comments, denoLines, anyLines, logicLines };
}

/** An import or export that brings named things, all of them types, or is itself one of types. */
function isTypeOnly(kind: string, kinds: readonly string[]): boolean {
  return kind === "type" || kinds.length > 0 && kinds.every((one) => one === "type");
}

function isReexport(node: Deno.lint.Node): boolean {
  return node.type === "ExportAllDeclaration" ||
    node.type === "ExportNamedDeclaration" && node.source !== null;
}

function isMetaResolve(callee: Deno.lint.Node): boolean {
  return callee.type === "MemberExpression" && callee.object.type === "MetaProperty" &&
    callee.property.type === "Identifier" && callee.property.name === "resolve";
}
