// First: the others need the Node that it asks for.
import '../required-node.js';
import { CommandIo } from './command-io.js';
import { runCommandLine } from './command-line.js';

// `courseware … | head`: who reads no more wants no more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await runCommandLine(
  process.argv.slice(2),
  new CommandIo(process.stdin, process.stdout, process.stderr),
);
