import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {inTurn} from './turn.ts';

const run = promisify(execFile);

/** Where the virtual environments are, here or where several checkouts share them; the folder is not committed. */
export const environmentsFolder =
	process.env.SLUICE_TEST_PYTHON ?? join(import.meta.dirname, 'build', 'python');

/** How long a test must be ready to wait for an environment that has to be made, in milliseconds. */
export const environmentTimeout = 15 * 60_000;

/**
 * Makes the Python environment of that name, with the packages that
 * environments.json names at their versions, unless it is there already.
 * Returns undefined, or why it cannot be had, in one sentence.
 */
export async function pythonEnvironment(name: string): Promise<string | undefined> {
	const all = JSON.parse(await readFile(join(import.meta.dirname, 'environments.json'), 'utf8'));
	const packages: readonly string[] = all[name];
	if (!packages) throw new Error(`environments.json names no environment ${name}.`);
	const folder = join(environmentsFolder, name);
	try {
		await inTurn(`${folder}.lock`, () => make(folder, packages));
		return undefined;
	} catch (error) {
		const {stderr, message} = error as Error & {stderr?: string};
		const why = (stderr || message).trim().split('\n').at(-1);
		return `The Python environment ${name} (${packages.join(', ')}) cannot be had here: ${why}`;
	}
}

/** Scripts of an environment name its folder: it is made where it stays, and is whole once its list is there. */
async function make(folder: string, packages: readonly string[]): Promise<void> {
	const list = join(folder, 'packages.txt');
	const wanted = packages.join('\n');
	if (existsSync(list) && (await readFile(list, 'utf8')) === wanted) return;
	await rm(folder, {recursive: true, force: true});
	await mkdir(environmentsFolder, {recursive: true});
	await run('python3', ['-m', 'venv', folder]);
	const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
	await run(join(folder, 'bin', 'pip'), ['install', ...options, ...packages], {maxBuffer: 1 << 26});
	await linkSpark(folder);
	await writeFile(`${list}.part`, wanted);
	await rename(`${list}.part`, list);
}

/** Images find Spark's home, which is one of the packages, without knowing which Python there is. */
async function linkSpark(folder: string): Promise<void> {
	const find =
		'import importlib.util as u; s = u.find_spec("pyspark"); print(s.submodule_search_locations[0] if s else "")';
	const {stdout} = await run(join(folder, 'bin', 'python'), ['-c', find]);
	if (stdout.trim()) await run('ln', ['-sfn', stdout.trim(), join(folder, 'spark')]);
}
