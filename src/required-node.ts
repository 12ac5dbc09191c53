/**
 * Ends the process with one sentence on a Node that is too old, before anything runs that would half work there. The
 * programs import it first. `npm start` and `npx courseware` run them with the Node that `npm ci` has brought.
 */
const NEEDED = 24;

if (Number(process.versions.node.split('.', 1)[0]) < NEEDED) {
  console.error(
    `Courseware needs Node ${NEEDED} and this is ${process.versions.node}. Use \`npm start\` or \`npx courseware\`, which take the one that \`npm ci\` has brought.`,
  );
  process.exit(1);
}
