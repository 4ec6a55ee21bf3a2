#!/usr/bin/env node
var version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 19)) {
	console.error(
		'sluice needs Node 22.19 or newer, and this is ' +
			process.version +
			'. Install a newer Node, or run it by npm: npm run sluice.',
	);
	process.exit(2);
}

import('../dist/sluice.js').then(
	sluice =>
		sluice.main(process.argv.slice(2)).then(code => {
			process.exitCode = code;
		}),
	error => {
		console.error(
			error.code === 'ERR_MODULE_NOT_FOUND'
				? 'sluice is not built yet. Build it first: npm run build'
				: error,
		);
		process.exit(1);
	},
);
