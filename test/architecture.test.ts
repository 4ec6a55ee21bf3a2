import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';
import {expect, test} from 'vitest';

/** Who may import whom, by folder; a file in `source` itself goes by its own name. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
	model: [],
	plan: ['model'],
	engines: ['model', 'plan'],
	gateway: ['model'],
	traffic: ['model', 'owners', 'engines'],
	owners: ['model'],
	measure: ['model', 'traffic'],
	resources: ['model', 'traffic', 'engines'],
	objectives: ['model', 'traffic'],
	actions: ['model', 'plan', 'traffic', 'resources', 'owners', 'engines', 'objectives'],
	journal: ['model', 'plan'],
	perform: ['model', 'plan', 'gateway', 'actions', 'owners', 'journal', 'engines', 'traffic'],
	recovery: ['model', 'resources'],
	troubles: ['model', 'resources', 'traffic', 'measure'],
	store: ['model', 'resources', 'traffic', 'journal', 'troubles', 'measure', 'objectives', 'recovery'],
	commands: ['model', 'store', 'resources', 'traffic', 'actions', 'plan', 'journal', 'objectives'],
	terminal: ['model'],
	ui: ['model', 'terminal'],
	screens: [
		'model',
		'ui',
		'terminal',
		'store',
		'commands',
		'resources',
		'traffic',
		'troubles',
		'plan',
		'journal',
		'measure',
		'objectives',
		'recovery',
	],
	lines: ['model', 'store', 'commands', 'resources', 'traffic', 'plan', 'journal', 'measure'],
	cluster: ['model'],
	configuration: ['model', 'headless', 'traffic', 'gateway', 'measure'],
	headless: [
		'model',
		'objectives',
		'plan',
		'gateway',
		'actions',
		'owners',
		'journal',
		'perform',
		'resources',
		'traffic',
		'engines',
		'cluster',
		'terminal',
		'measure',
		'recovery',
	],
	demo: ['model'],
	run: [
		'model',
		'commands',
		'gateway',
		'journal',
		'perform',
		'resources',
		'store',
		'traffic',
		'actions',
		'measure',
	],
};

type Import = {readonly file: string; readonly from: string; readonly isType: boolean};

const files = sourcesIn('source');
const imports = files.flatMap(importsOf);
const folders = new Set(files.map(folderOf));

test('every folder obeys the import table', () => {
	const offending = imports.filter(each => {
		const target = resolved(each);
		if (target === undefined) return false;
		const allowed = mayImport[folderOf(each.file)];
		return (
			allowed !== undefined && folderOf(target) !== folderOf(each.file) && !allowed.includes(folderOf(target))
		);
	});
	expect(offending.map(say)).toEqual([]);
});

test('every folder stands in the import table, and the table names only folders that are there', () => {
	const all = [...folders].filter(folder => !folder.includes('.'));
	expect(all.sort()).toEqual(Object.keys(mayImport).sort());
});

test('files import each other without cycles', () => {
	expect(cycles()).toEqual([]);
});

test.each([
	['client-node', /^@kubernetes\//, ['cluster/']],
	['sockets', /^node:(http|https|net|tls|http2|dgram)$/, ['cluster/', 'demo/']],
	['asciichart', /^asciichart$/, ['ui/chart.tsx']],
	['ink', /^ink$|node_modules\/ink/, ['ui/', 'screens/', 'terminal/', 'app.tsx', 'run.tsx']],
])('only their own place imports %s', (_name, pattern, places) => {
	const offending = imports.filter(each => pattern.test(each.from) && !isIn(each.file, places));
	expect(offending.map(say)).toEqual([]);
});

test.each([
	['reads arguments or the environment, or exits', /\bprocess\.(argv|env|exit)\b/, ['cli.ts', 'terminal/']],
	['opens a connection of its own', /\bfetch\(|\bnew WebSocket\(|\bXMLHttpRequest\b/, []],
	['calls useInput', /\buseInput\(/, ['app.tsx']],
	['keeps state in a component', /\buseState\b/, []],
	[
		'takes the time from nowhere',
		/\bDate\.now\(|\bMath\.random\(/,
		['model/clock.ts', 'demo/', 'cluster/connect.ts', 'terminal/'],
	],
])('nobody else %s', (_name, pattern, places) => {
	const offending = files.filter(file => !isIn(file, places) && pattern.test(codeOf(file)));
	expect(offending).toEqual([]);
});

/** The words of a request that is no plain read, and of what turns a connection into something else. */
test.each([
	[
		'asks with another method than GET',
		/method: '|^\t+method,$/m,
		['cluster/access.ts', 'cluster/announce.ts', 'cluster/apply.ts'],
	],
	[
		'sends with a permit',
		/^\s*permit,$/m,
		['cluster/announce.ts', 'cluster/apply.ts', 'cluster/open-line.ts'],
	],
	[
		'upgrades a connection',
		/\bupgrade\b/i,
		['cluster/exchange.ts', 'cluster/open-line.ts', 'cluster/transport.ts'],
	],
])('in the folder that reaches the cluster nobody else %s', (_name, pattern, places) => {
	const inCluster = files.filter(file => folderOf(file) === 'cluster');
	const found = inCluster.filter(file => pattern.test(codeOf(file)));
	expect(found.filter(file => !isIn(file, places))).toEqual([]);
	expect(places.filter(place => !found.includes(join('source', place)))).toEqual([]);
});

test('the shell loads no ink, no react and no screens', () => {
	const reached = reachableFrom(files.filter(file => folderOf(file) === 'headless'));
	expect(
		[...reached].filter(name => /^(ink|react)$|source\/(ui|screens|store|app|run)\b/.test(name)),
	).toEqual([]);
});

test('the line mode loads no ink, no react and no screens', () => {
	const reached = reachableFrom(['source/run-lines.ts']);
	expect([...reached].filter(name => /^(ink|react)$|source\/(ui|screens|app|run\.tsx)/.test(name))).toEqual(
		[],
	);
});

test('names say what is in them', () => {
	const vague =
		/(^|\/)((utils?|helpers?|common|managers?|types|constants|misc)(\.tsx?)?$|(utils?|helpers?|common|lib|services|managers?|hooks|contexts)\/)/;
	expect([...files, ...sourcesIn('test')].filter(file => vague.test(file))).toEqual([]);
});

test('files stay small', () => {
	const long = files.filter(
		file => !/gallery/.test(file) && readFileSync(file, 'utf8').split('\n').length > 400,
	);
	expect(long).toEqual([]);
	const lengths = files
		.map(file => readFileSync(file, 'utf8').split('\n').length)
		.sort((left, right) => left - right);
	expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(120);
});

test('the project speaks of itself alone', () => {
	const strangers = /\.\.\/shared|\bissue #?\d+\b|(?<![\w-])\/(work|root)\//i;
	const all = [...files, ...sourcesIn('test'), ...['README.md', 'CHANGELOG.md'].filter(existsSync)];
	expect(
		all.filter(file => file !== 'test/architecture.test.ts' && strangers.test(readFileSync(file, 'utf8'))),
	).toEqual([]);
});

function sourcesIn(folder: string): string[] {
	return readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : sourcesIn(path);
		return /\.tsx?$/.test(entry.name) ? [path] : [];
	});
}

/** `model` for `source/model/json.ts`, `cli.ts` for `source/cli.ts`. */
function folderOf(file: string): string {
	return file.split('/')[1] ?? '';
}

function codeOf(file: string): string {
	return readFileSync(file, 'utf8')
		.replaceAll(/\/\*[\s\S]*?\*\//g, '')
		.replaceAll(/(^|\s)\/\/.*$/gm, '');
}

function importsOf(file: string): Import[] {
	const statement =
		/^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;
	return [...codeOf(file).matchAll(statement)].map(match => ({
		file,
		from: match[2] ?? match[3] ?? '',
		isType: match[1] !== undefined,
	}));
}

/** The file an import names, or undefined for a package. */
function resolved({file, from}: Import): string | undefined {
	const target = from.startsWith('.') ? normalize(join(dirname(file), from)) : undefined;
	return target?.startsWith('source/') ? target : undefined;
}

function reachableFrom(start: readonly string[]): Set<string> {
	const reached = new Set<string>(start);
	const open = [...start];
	for (let file = open.pop(); file !== undefined; file = open.pop()) {
		for (const each of imports.filter(found => found.file === file && !found.isType)) {
			const target = resolved(each) ?? each.from;
			if (reached.has(target)) continue;
			reached.add(target);
			open.push(target);
		}
	}
	return reached;
}

/** Cycles among imports that are there at run time; types cannot form one. */
function cycles(): string[] {
	const found: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, path: readonly string[]): void => {
		if (path.includes(file)) {
			found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
			return;
		}
		if (done.has(file)) return;
		for (const each of imports.filter(one => one.file === file && !one.isType)) {
			const target = resolved(each);
			if (target !== undefined) visit(target, [...path, file]);
		}
		done.add(file);
	};
	for (const file of files) visit(file, []);
	return found;
}

function isIn(file: string, places: readonly string[]): boolean {
	return places.some(place => file.startsWith(join('source', place)));
}

function say({file, from}: Import): string {
	return `${file} imports ${from}`;
}
