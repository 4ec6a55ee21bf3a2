import {readFileSync, writeFileSync} from 'node:fs';

/** A package that is part of what operators run, as the lock file has it. */
export type Dependency = {readonly name: string; readonly version: string; readonly licence: string};

type Locked = {
	readonly version?: string;
	readonly license?: string;
	readonly dev?: boolean;
	readonly integrity?: string;
};

/** All packages that the lock file names, by their path; the project itself is left out. */
export function lockedPackages(): ReadonlyArray<readonly [path: string, Locked]> {
	const {packages} = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
	return Object.entries(packages as Record<string, Locked>).filter(([path]) => path !== '');
}

/** What runs on an operator's machine, by name and version; tools of development are not among it. */
export function dependencies(): Dependency[] {
	return lockedPackages()
		.filter(([, {dev}]) => dev !== true)
		.map(([path, {version = '', license = 'unknown'}]) => ({
			name: path.replace(/^.*node_modules\//, ''),
			version,
			licence: license,
		}))
		.sort((left, right) => (`${left.name} ${left.version}` < `${right.name} ${right.version}` ? -1 : 1));
}

/** `LICENCES.md`, which lists them. */
export function licenceList(): string {
	const rows = dependencies().map(({name, version, licence}) => `| ${name} | ${version} | ${licence} |`);
	return [
		'# Licences',
		'',
		'sluice is under the Apache License 2.0 (`LICENSE`). What it runs with, made by `npm run docs` out of the lock file:',
		'',
		'| package | version | licence |',
		'|---|---|---|',
		...rows,
		'',
	].join('\n');
}

if (import.meta.main) writeFileSync(new URL('LICENCES.md', import.meta.url), licenceList());
