// Writes the examples of the CommonMark specification (npm package commonmark-spec) as JSON to the file named.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { tests } = createRequire(import.meta.url)('commonmark-spec');
// The specification prints a tab as an arrow.
writeFileSync(process.argv[2], JSON.stringify(tests).replaceAll('→', '\\t'));
console.log(`${tests.length} examples`);
