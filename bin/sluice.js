#!/usr/bin/env node
var version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 19)) {
	console.error(
		'sluice needs Node 22.19 or newer, and this is ' +
			process.version +
			'. Install a newer one, or start it by npm: npm run sluice.',
	);
	process.exit(2);
}

var words = process.argv.slice(2);
var isHelp = words.indexOf('--help') !== -1 || words.indexOf('--version') !== -1;
var isServing = words[0] === 'demo' && words.indexOf('--serve') !== -1;
var opensScreen = words.length === 0 || (words[0] === 'demo' && !isServing) || words[0][0] === '-';
// What is told in lines is never drawn, and a dumb terminal cannot be drawn on.
var isDrawn = words.indexOf('--lines') === -1 && process.env.TERM !== 'dumb';
var isEntered =
	opensScreen && isDrawn && !isHelp && process.stdout.isTTY === true && process.stdin.isTTY === true;

function load() {
	return import('../dist/sluice.js');
}

/**
 * From here on the space for young objects stays as large as loading has made it, in this thread, and at
 * 4 MB in those to come: bursts would double it again and again, which saves no time, and it never shrinks.
 */
function keepYoungSpaceSmall() {
	var v8 = process.getBuiltinModule('node:v8');
	v8.setFlagsFromString('--semi-space-growth-factor=1');
	v8.setFlagsFromString('--min-semi-space-size=4');
}

function fail(error) {
	if (isEntered) process.stdout.write('\x1b[?2004l\x1b[?25h\x1b[?1049l');
	console.error(
		error.code === 'ERR_MODULE_NOT_FOUND' ? 'sluice is not built yet. Build it first: npm run build' : error,
	);
	process.exit(1);
}

var loaded = isEntered
	? import('../dist/first-paint.js').then(paint => {
			paint.firstPaint();
			return load();
		})
	: load();

loaded
	.then(sluice => {
		keepYoungSpaceSmall();
		return sluice.main(words, {isEntered: isEntered});
	})
	.then(code => {
		process.exitCode = code;
	})
	.catch(fail);
