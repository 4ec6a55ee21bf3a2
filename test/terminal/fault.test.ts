import {expect, test} from 'vitest';
import {sayFault, withoutSecrets} from '../../source/terminal/fault.ts';

test.each([
	['Authorization: Bearer abc.def', 'abc.def'],
	['authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
	['GET https://ann:hunter2@10.0.0.1/api failed', 'hunter2'],
	['bad token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'eyJzdWIiOiJhIn0'],
	['{"client-key-data": "TFMwdExTMUNSVWRKVGc="}', 'TFMwdExTMUNSVWRKVGc'],
	['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA', 'MIIE'],
	['password=hunter2&user=ann', 'hunter2'],
	['unexpected TFMwdExTMUNSVWRKVGlCU1UwRWdVRkpKVmtGVVJTQkxSVmt0 in YAML', 'TFMwdExTMUNSVWRKVGlC'],
])('%s keeps its secret', (text, secret) => {
	expect(withoutSecrets(text)).not.toContain(secret);
	expect(withoutSecrets(text)).toContain('***');
});

test('what happened and where is kept', () => {
	const trace =
		"TypeError: Cannot read properties of undefined (reading 'spec')\n    at project (/home/ann/projects/some-long-name-of-a-folder/dist/chunk-ABCDEFGH.js:12:3)";
	expect(withoutSecrets(trace)).toBe(trace);
});

test('nothing that hangs on the error is told', () => {
	const says = sayFault(
		Object.assign(new Error('no'), {headers: {authorization: 'abc'}, cause: new Error('def')}),
	);
	expect(says).not.toMatch(/abc|def/);
	expect(sayFault('a text')).toContain('a text');
	expect(sayFault(undefined)).toContain('undefined');
});
