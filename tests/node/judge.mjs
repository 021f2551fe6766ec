// Reads one JSON string a line, a JQL query, and writes one line for each: the messages of Atlassian's own parser.
import { createInterface } from 'node:readline';
import { JastBuilder } from '@atlaskit/jql-ast';

const builder = new JastBuilder();
for await (const line of createInterface({ input: process.stdin })) {
  const { errors } = builder.build(JSON.parse(line));
  console.log(JSON.stringify(errors.map((error) => error.message)));
}
