import {describe, expect, it} from 'vitest';
import {whyNotLoopback} from '../cluster/loopback.ts';

function kubeconfig(server: string, more = ''): string {
	return `
current-context: here
contexts:
- {name: here, context: {cluster: mine, user: me}}
- {name: there, context: {cluster: other, user: me}}
clusters:
- name: other
  cluster: {server: "https://prod.example.com"}
- name: mine
  cluster: {server: "${server}"${more}}
`;
}

describe('tests may use a cluster whose server is', () => {
	it.each([
		'https://127.0.0.1:6443',
		'https://127.3.2.1',
		'https://localhost:6443/prefix',
		'https://LOCALHOST',
		'https://[::1]:6443',
		'https://[0:0:0:0:0:0:0:1]:6443',
		'http://127.0.0.1:8001',
	])('%s', server => {
		expect(whyNotLoopback(kubeconfig(server))).toBeUndefined();
	});
});

describe('tests refuse a cluster whose server is', () => {
	it.each([
		'https://prod.example.com',
		'https://10.0.0.1:6443',
		'https://128.0.0.1',
		'https://0.0.0.0:6443',
		'https://localhost.example.com',
		'https://127.0.0.1.example.com',
		'https://127.0.0.1@prod.example.com',
		'https://[::2]',
		'127.0.0.1:6443',
		'',
	])('%s', server => {
		expect(whyNotLoopback(kubeconfig(server))).toBe(
			`SLUICE_TEST_KUBECONFIG must name a cluster on 127.0.0.1, localhost or [::1], and ${server} is not.`,
		);
	});
});

it('tests refuse a proxy even before a server on loopback', () => {
	const text = kubeconfig('https://127.0.0.1:6443', ', proxy-url: "http://proxy.example.com"');
	expect(whyNotLoopback(text)).toContain('http://proxy.example.com is a proxy');
});

it.each([
	['an empty file', ''],
	['text that is no YAML', '{{{'],
	['no current context', kubeconfig('https://127.0.0.1').replace('current-context: here', '')],
	[
		'a current context that is not there',
		kubeconfig('https://127.0.0.1').replace('context: here', 'context: gone'),
	],
	['a cluster that is not there', kubeconfig('https://127.0.0.1').replace('name: mine', 'name: gone')],
])('tests refuse a kubeconfig with %s', (_, text) => {
	expect(whyNotLoopback(text)).toContain('it names no current cluster');
});

it('one of two clusters of the same name being elsewhere is enough to refuse', () => {
	const twice = kubeconfig('https://127.0.0.1').replace('name: other\n', 'name: mine\n');
	expect(whyNotLoopback(twice)).toContain('https://prod.example.com is not');
});
