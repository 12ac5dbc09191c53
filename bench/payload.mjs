/**
 * `npm run bench -- payload [--size 1000] [--write]`: how many bytes the minimal, the default and the full view of the
 * same thing take, plain and in each coding (SPEC P-7 and R-14; seeds/004 asks for the report). On the bundled course, a
 * generated one, and the archives in the folder that OLX_SAMPLES names. `--write` puts the tables into
 * docs/api/payloads.md.
 *
 * Bytes of the body as they come over a socket from the service of the build in dist/, read as global staff. They do not
 * depend on the machine; a generated course is the same every time.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { inFolder } from './in-folder.mjs';

const LIMIT = 0.15;
const REPORT = path.join('docs', 'api', 'payloads.md');
const MARKS = ['<!-- measured: begin -->', '<!-- measured: end -->'];
const IMPORT = fileURLToPath(new URL('./import.mjs', import.meta.url));
const CODINGS = ['gzip', 'br', 'zstd'];
const execute = promisify(execFile);

/** Prints one table a course, and writes them into the report with `--write`. */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { size: { type: 'string', default: '1000' }, write: { type: 'boolean', default: false } },
  });
  await inFolder(listen, async (service, folder) => {
    const courses = await importCourses(service, folder, Number(values.size));
    const measured = [];
    for (const course of courses) measured.push(await measureCourse(service, course));
    const list = await measureViews(
      service,
      `${courses.length} courses`,
      viewsOf('/api/course/v1/courses/?page_size=100'),
    );
    const report = reportOf(measured, list);
    console.log(report);
    if (values.write) write(report);
  });
}

/** The service, listening on a free port of loopback, with a client that reads as global staff. */
async function listen(folder) {
  const { createApp } = await import('../dist/src/app.js');
  const { AppConfig } = await import('../dist/src/common/config/app-config.js');
  const { AccountsService } = await import('../dist/src/modules/accounts/index.js');
  const { AccessTokens } = await import('../dist/src/modules/oauth2/index.js');
  const { CourseImportService } = await import('../dist/src/modules/olx/index.js');
  const config = AppConfig.from({
    ...process.env,
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    PORT: '0',
    PUBLIC_URL: 'https://courseware.example.org',
  });
  const app = await createApp(config);
  await app.listen(0, '127.0.0.1');
  const account = { username: 'reader', email: 'reader@example.org', name: '', isStaff: true, isSuperuser: false };
  await app.get(AccountsService).ensure({ ...account, password: 'reader-password' });
  const token = await app.get(AccessTokens).issueFor(account.username);
  const { port } = app.getHttpServer().address();
  return {
    importer: app.get(CourseImportService),
    get: (target, coding) =>
      get({ port, path: target, headers: { authorization: `Bearer ${token}`, 'accept-encoding': coding } }),
    close: () => app.close(),
  };
}

/** The body as it was sent; `fetch` would unpack it. */
function get({ port, path: target, headers }) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: target, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        if (answer.statusCode === 200) resolve({ body, coding: answer.headers['content-encoding'] ?? 'identity' });
        else reject(new Error(`${target} answers ${answer.statusCode}: ${body.toString('utf8', 0, 300)}`));
      });
    });
    request.on('error', reject);
  });
}

/** Course key and name of each course that could be imported. */
async function importCourses({ importer }, folder, size) {
  const generated = path.join(folder, `${size}.tar.gz`);
  await execute(process.execPath, [
    '--no-warnings',
    '--experimental-transform-types',
    IMPORT,
    'make',
    String(size),
    generated,
  ]);
  const samples = process.env.OLX_SAMPLES;
  const files = samples ? readdirSync(samples).filter((name) => name.endsWith('.tar.gz')) : [];
  const sources = [
    ['sample-course (bundled)', path.join('sample-course', 'course')],
    [`a generated course of ${size.toLocaleString('en')} blocks`, generated],
    ...files.sort().map((name) => [name.replace('.tar.gz', ''), path.join(samples, name)]),
  ];
  const courses = [];
  for (const [name, source] of sources) {
    try {
      const { course_key: key, blocks } = await importer.import({ path: source }, { editedBy: null });
      courses.push({ name, key, blocks: blocks.published });
    } catch (error) {
      // A folder of samples holds libraries as well, which are no courses.
      console.error(`${name}: passed over (${error.message})`);
    }
  }
  return courses;
}

async function measureCourse(service, { name, key, blocks }) {
  const count = Object.values(blocks).reduce((sum, each) => sum + each, 0);
  const course = `/api/course/v1/courses/${key}/`;
  const { root } = JSON.parse((await service.get(`${course}?fields=outline(root)`, 'identity')).body).outline;
  const block = `/api/xblock/v1/xblocks/${root}/`;
  const legacy = `/api/courses/v2/blocks/?course_id=${encodeURIComponent(key)}&all_blocks=true&depth=all`;
  const rows = {
    'course (minimal leaves its outline out)': viewsOf(course),
    'course, with its outline': {
      minimal: `${course}?view=minimal&requested_fields=outline`,
      default: course,
      full: `${course}?view=full`,
    },
    'whole course as a subtree (`depth=all`)': viewsOf(`${block}?depth=all`),
    '… as a list (`return_type=list`)': viewsOf(`${block}?depth=all&return_type=list`),
    'children of the root, a page': viewsOf(`${block}children/?page_size=100`),
    'Blocks API of Open edX': {
      minimal: `${legacy}&requested_fields=children`,
      default: legacy,
      full: `${legacy}&requested_fields=${LEGACY_FIELDS}&block_counts=video,problem&student_view_data=video,html,problem`,
    },
  };
  const measured = [];
  for (const [what, views] of Object.entries(rows)) measured.push(await measureViews(service, what, views));
  return { name, count, measured };
}

const LEGACY_FIELDS =
  'children,graded,format,due,start,special_exam_info,has_score,weight,visible_to_staff_only,show_correctness,student_view_multi_device,other_course_settings';

const viewsOf = (target) =>
  Object.fromEntries(['minimal', 'default', 'full'].map((view) => [view, withView(target, view)]));
const withView = (target, view) => `${target}${target.includes('?') ? '&' : '?'}view=${view}`;

/** Bytes by view and coding. */
async function measureViews(service, what, views) {
  const bytes = {};
  for (const [view, target] of Object.entries(views)) {
    bytes[view] = {};
    for (const coding of ['identity', ...CODINGS]) {
      const { body, coding: sent } = await service.get(target, coding);
      // Below the threshold nothing is compressed, and what is sent is the plain body.
      if (sent !== coding && sent !== 'identity') throw new Error(`${target}: ${sent} was sent for ${coding}.`);
      bytes[view][coding] = body.length;
    }
  }
  return { what, bytes };
}

function reportOf(courses, list) {
  const figures = (label, pick) =>
    `- ${label}: ${courses.map(({ name, measured }) => `${name} ${percent(ratioOf(pick(measured)))}`).join(', ')}.`;
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}. Bytes of the body; “gzip”, “br” and “zstd” are minimal → full.`,
    `Minimal of full (P-7: at most ${percent(LIMIT)}):`,
    [figures('the course', ([first]) => first), figures('all its blocks as a subtree', (rows) => rows[2])].join('\n'),
    ...courses.map(
      ({ name, count, measured }) => `### ${name}: ${count.toLocaleString('en')} blocks\n\n${table(measured)}`,
    ),
    `### List of courses\n\n${table([list])}`,
  ].join('\n\n');
}

function table(measured) {
  const head = ['', 'minimal', 'default', 'full', 'minimal / full', ...CODINGS];
  const rows = measured.map((row) => [
    row.what,
    ...['minimal', 'default', 'full'].map((view) => row.bytes[view].identity.toLocaleString('en')),
    percent(ratioOf(row)),
    ...CODINGS.map((coding) =>
      ['minimal', 'full'].map((view) => row.bytes[view][coding].toLocaleString('en')).join(' → '),
    ),
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(['---', ...head.slice(1).map(() => '---:')]), ...rows.map(line)].join('\n');
}

const ratioOf = ({ bytes }) => bytes.minimal.identity / bytes.full.identity;
const percent = (ratio) => `${(ratio * 100).toFixed(1)} %`;

/** Puts the tables between the marks. */
function write(report) {
  const text = readFileSync(REPORT, 'utf8');
  const [begin, end] = MARKS.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`${REPORT} lacks the marks ${MARKS.join(' and ')}.`);
  writeFileSync(REPORT, `${text.slice(0, begin + MARKS[0].length)}\n\n${report}\n\n${text.slice(end)}`);
}
