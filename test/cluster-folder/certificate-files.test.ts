/** Certificates are replaced on disk while sluice runs: what is refused is read again, and nothing is started anew. */
import {writeFileSync} from 'node:fs';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import type {TLSSocket} from 'node:tls';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Certificate, daysFromNow, makeCertificate} from '../../source/demo/certificate.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {type ScriptedApi, startScriptedApi} from '../kit/scripted-api.ts';

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'a'};

const users = makeCertificate({name: 'users authority'});
const one = makeCertificate({name: 'first authority'});
const other = makeCertificate({name: 'second authority'});
const servedBy = (authority: Certificate) =>
	makeCertificate({name: 'api', addresses: ['127.0.0.1'], signer: authority.signer});

/** Takes only the user it is told to, by certificate, and answers 401 to any other, as API servers do. */
let server: https.Server;
let accepted: string;
let seen: string[];
/** Only its folder and kubeconfig are used. */
let place: ScriptedApi;
let cluster: Cluster | undefined;

beforeEach(async () => {
	place = await startScriptedApi();
	seen = [];
	server = https.createServer(
		{...servedBy(one), ca: users.cert, requestCert: true, rejectUnauthorized: false},
		(request, response) => {
			const {subject} = (request.socket as TLSSocket).getPeerCertificate();
			seen.push(String(subject?.CN));
			const isIn = subject?.CN === accepted;
			response.writeHead(isIn ? 200 : 401, {'Content-Type': 'application/json'});
			if (new URL(request.url!, 'http://x').searchParams.get('watch') === 'true' && isIn)
				return void response.flushHeaders();
			response.end(JSON.stringify({metadata: {uid: 'u', resourceVersion: '1'}, items: []}));
		},
	);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	write('ca.crt', one.cert);
	writeUser('jane');
	accepted = 'jane';
});

afterEach(async () => {
	cluster?.close();
	server.closeAllConnections();
	await new Promise(resolve => server.close(resolve));
	await place.close();
});

function write(name: string, text: string): void {
	writeFileSync(path.join(place.folder, name), text);
}

function writeUser(name: string): void {
	const {cert, key} = makeCertificate({name, signer: users.signer});
	write('user.crt', cert);
	write('user.key', key);
}

function kubeconfig(user: object = {}, authority: object = {'certificate-authority': 'ca.crt'}): string {
	const {port} = server.address() as AddressInfo;
	return place.kubeconfig({
		cluster: {server: `https://127.0.0.1:${port}`, ...authority},
		user: {'client-certificate': 'user.crt', 'client-key': 'user.key', ...user},
	});
}

async function open(user: object = {}, authority?: object): Promise<Cluster> {
	const connected = await connect({kubeconfig: kubeconfig(user, authority), env: {}, luck: () => 0});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	return cluster;
}

test("a user's certificate that was replaced is read again once the former is refused", async () => {
	const opened = await open();
	expect(await opened.get(pod)).toMatchObject({ok: true});
	accepted = 'jane-anew';
	writeUser('jane-anew');
	expect(await opened.get(pod)).toMatchObject({ok: true});
	expect(seen).toEqual(['jane', 'jane', 'jane-anew']);
});

test('a certificate that is refused and was not replaced is a trouble, and sent once', async () => {
	const opened = await open();
	accepted = 'nobody';
	expect(await opened.get(pod)).toMatchObject({ok: false, trouble: {reason: 'unauthorized'}});
	expect(seen).toEqual(['jane']);
});

test('files that are replaced one after the other do no harm on the way', async () => {
	const opened = await open();
	accepted = 'jane-anew';
	write('user.crt', '');
	expect(await opened.get(pod)).toMatchObject({ok: false});
	writeUser('jane-anew');
	opened.retry();
	await vi.waitFor(async () => expect(await opened.get(pod)).toMatchObject({ok: true}), 4000);
});

test("streams go on with the new certificate of the server's authority, read from its file", async () => {
	const opened = await open();
	const states: string[] = [];
	opened.follow(
		pods,
		{},
		({metadata}) => metadata,
		change => change.type === 'health' && states.push(change.health.state),
	);
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
	server.setSecureContext({...servedBy(other), ca: users.cert});
	server.closeAllConnections();
	await vi.waitFor(() => expect(states.at(-1)).toBe('stale'));
	write('ca.crt', other.cert);
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'), 8000);
});

const inside = ({cert}: Certificate) => ({
	'certificate-authority-data': Buffer.from(cert).toString('base64'),
});

test("another authority of the server's is taken from a kubeconfig that holds it itself", async () => {
	const opened = await open({}, inside(one));
	expect(await opened.get(pod)).toMatchObject({ok: true});
	server.setSecureContext({...servedBy(other), ca: users.cert});
	server.closeAllConnections();
	expect(await opened.get(pod)).toMatchObject({
		ok: false,
		trouble: {reason: 'certificate', says: expect.stringMatching(/is signed by an unknown authority/)},
	});
	kubeconfig({}, inside(other));
	await vi.waitFor(async () => expect(await opened.get(pod)).toMatchObject({ok: true}), 4000);
});

test('a kubeconfig that stops checking certificates meanwhile is not followed in that', async () => {
	const opened = await open({}, inside(one));
	server.setSecureContext({...servedBy(other), ca: users.cert});
	kubeconfig({}, {'insecure-skip-tls-verify': true});
	for (const _ of [1, 2])
		expect(await opened.get(pod)).toMatchObject({ok: false, trouble: {reason: 'certificate'}});
});

test('a token beside certificate files is sent with the new ones', async () => {
	write('token', 'secret');
	const opened = await open({tokenFile: 'token'});
	expect(await opened.get(pod)).toMatchObject({ok: true});
	accepted = 'jane-anew';
	writeUser('jane-anew');
	expect(await opened.get(pod)).toMatchObject({ok: true});
});

test('a certificate of the server that has expired names both clocks', async () => {
	server.setSecureContext(
		makeCertificate({
			name: 'api',
			addresses: ['127.0.0.1'],
			signer: one.signer,
			from: daysFromNow(1),
			until: daysFromNow(2),
		}),
	);
	const got = await (await open()).get(pod);
	if (got.ok) throw new Error('taken');
	expect(got.trouble.says).toMatch(/is not valid yet/);
	expect(got.trouble.hint).toMatch(/Most likely the clock of this machine is behind/);
});
