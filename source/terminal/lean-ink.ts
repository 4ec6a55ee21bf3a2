import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import type {Plugin} from 'esbuild';

/** The one version whose renderer was read and replayed against ours. */
const version = '8.0.0';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What stands in for what, by the path ink's own modules ask for it. */
const replacements: readonly {readonly asked: RegExp; readonly by: RegExp; readonly contents: string}[] = [
	{
		asked: /^\.\/renderer\.js$/,
		by: /[\\/]ink[\\/]build[\\/]ink\.js$/,
		contents: "export {render as default} from './lean-renderer.ts';",
	},
	{
		asked: /^string-width$/,
		by: /[\\/](?:ink[\\/]build|widest-line)[\\/][^\\/]*$/,
		contents: "export {styledWidth as default} from './width.ts';",
	},
];

/** Bundles ink with the lean parts in place of its own; refuses any other version of ink. */
export const leanInk: Plugin = {
	name: 'lean-ink',
	setup(build) {
		build.onStart(() => {
			const found = JSON.parse(readFileSync(manifest(), 'utf8')).version;
			if (found === version) return;
			return {
				errors: [{text: `The lean renderer was made for ink ${version}, not ${found}: replay it first.`}],
			};
		});
		for (const {asked, by, contents} of replacements) {
			build.onResolve({filter: asked}, ({importer}) =>
				by.test(importer) ? {path: contents, namespace: 'lean-ink'} : undefined,
			);
		}
		build.onLoad({filter: /.*/, namespace: 'lean-ink'}, ({path}) => ({contents: path, resolveDir: here}));
	},
};

function manifest(): string {
	return fileURLToPath(new URL('../package.json', `file://${createRequire(import.meta.url).resolve('ink')}`));
}
