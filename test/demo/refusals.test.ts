/** What the embedded cluster leaves out, it refuses in the API's own words. */
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Answer, type Connection, connect} from '../conformance/connection.ts';
import {configMap, deployment} from '../conformance/objects.ts';
import {envelope, message, protobuf} from '../conformance/protobuf.ts';

let demo: Demo;
let connection: Connection;

beforeAll(async () => {
	demo = await startDemo({scenario: 'empty', speed: 8});
	connection = connect(demo.kubeconfig);
});

afterAll(async () => {
	connection.close();
	await demo.stop();
});

const said = ({status, body}: Answer) => [status, body.reason, body.message];

it('answers nobody who accepts protocol buffers alone', async () => {
	const answer = await connection.ask('GET', '/api/v1/namespaces/default', {accept: protobuf});
	expect([answer.status, answer.body.reason]).toEqual([406, 'NotAcceptable']);
	const document = await connection.ask('GET', '/openapi/v2', {
		accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
	});
	expect([document.status, document.text]).toEqual([406, '']);
});

it.each(['exec', 'attach', 'portforward', 'ephemeralcontainers'])('has no %s of a pod', async part => {
	const {body} = await connection.ask('GET', '/api/v1/namespaces/kube-system/pods?limit=1');
	const path = `/api/v1/namespaces/kube-system/pods/${body.items[0].metadata.name}/${part}`;
	const missing = [404, 'NotFound', 'the server could not find the requested resource'];
	for (const method of ['GET', 'POST'])
		expect([method, ...said(await connection.ask(method, path))]).toEqual([method, ...missing]);
});

it('reads no message it does not know all fields of', async () => {
	const odd = message([1, message([1, 'odd'])], [77, 'a']);
	const answer = await connection.ask('POST', '/api/v1/namespaces/default/configmaps', {
		body: envelope('v1', 'ConfigMap', odd),
		type: protobuf,
	});
	expect(said(answer)).toEqual([
		400,
		'BadRequest',
		'ConfigMap in version "v1" cannot be handled as a ConfigMap: proto: ConfigMap: unknown field 77',
	]);
});

it('reads no custom resource from a message', async () => {
	const api = 'gateway.networking.k8s.io/v1';
	const answer = await connection.ask('POST', `/apis/${api}/namespaces/default/httproutes`, {
		body: envelope(api, 'HTTPRoute', message([1, message([1, 'odd'])])),
		type: protobuf,
	});
	expect([answer.status, answer.body.reason]).toEqual([400, 'BadRequest']);
});

it('applies no scale', async () => {
	const folder = '/apis/apps/v1/namespaces/default/deployments';
	await connection.ask('POST', folder, {body: deployment('applied')});
	const answer = await connection.ask('PATCH', `${folder}/applied/scale?fieldManager=one`, {
		body: {apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: {name: 'applied'}, spec: {replicas: 1}},
		type: 'application/apply-patch+yaml',
	});
	expect([answer.status, answer.body.reason]).toEqual([415, 'UnsupportedMediaType']);
});

it('writes no answers in YAML', async () => {
	await connection.ask('POST', '/api/v1/namespaces/default/configmaps', {body: configMap('plain')});
	const path = '/api/v1/namespaces/default/configmaps/plain';
	const answer = await connection.ask('GET', path, {accept: 'application/yaml'});
	expect([answer.status, answer.body.reason]).toEqual([406, 'NotAcceptable']);
});
