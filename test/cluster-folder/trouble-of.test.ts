import {describe, expect, test} from 'vitest';
import {networkTrouble} from '../../source/cluster/network-trouble.ts';
import {statusTrouble} from '../../source/cluster/trouble-of.ts';
import type {TroubleReason} from '../../source/model/trouble.ts';

const asked = {doing: 'list pods', server: 'api.shop:6443'};
const patched = {doing: 'change Deployment shop/checkout', server: 'api.shop:6443', isPatch: true};

function status(code: number, reason: string, message: string, details?: object): string {
	return JSON.stringify({kind: 'Status', status: 'Failure', code, reason, message, details});
}

const bare422 = status(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
const caused422 = status(422, 'Invalid', 'Deployment.apps "checkout" is invalid', {
	causes: [
		{reason: 'FieldValueInvalid', field: 'spec.replicas', message: 'must be greater than or equal to 0'},
	],
});

describe('statusTrouble', () => {
	test.each<[number, TroubleReason, string]>([
		[401, 'unauthorized', status(401, 'Unauthorized', 'Unauthorized')],
		[403, 'forbidden', status(403, 'Forbidden', 'pods is forbidden: User "bob" cannot list resource "pods"')],
		[404, 'not-found', status(404, 'NotFound', 'pods "a" not found')],
		[409, 'conflict', status(409, 'Conflict', 'the object has been modified')],
		[410, 'expired', status(410, 'Expired', 'too old resource version')],
		[422, 'invalid', caused422],
		[429, 'throttled', status(429, 'TooManyRequests', 'too many requests')],
		[400, 'invalid', status(400, 'BadRequest', 'unknown field "spec.replica"')],
		[500, 'server-error', status(500, 'InternalError', 'etcdserver: request timed out')],
		[502, 'server-error', '<html>Bad Gateway</html>'],
		[503, 'server-error', ''],
	])('%i is %s', (code, reason, body) => {
		const trouble = statusTrouble({status: code, body}, asked);
		expect(trouble).toMatchObject({reason, status: code});
		expect(trouble.says).toMatch(/^[A-Z][^\n]*\.$/);
	});

	test('a bare 422 to a patch is a failed guard, to anything else it is not', () => {
		expect(statusTrouble({status: 422, body: bare422}, patched).reason).toBe('guard-failed');
		expect(statusTrouble({status: 422, body: bare422}, asked).reason).toBe('invalid');
		expect(statusTrouble({status: 422, body: caused422}, patched).reason).toBe('invalid');
	});

	test('says what the server finds invalid', () => {
		expect(statusTrouble({status: 422, body: caused422}, patched).says).toBe(
			'Cannot change Deployment shop/checkout: spec.replicas: must be greater than or equal to 0.',
		);
	});

	test('quotes the server about a missing right', () => {
		const body = status(403, 'Forbidden', 'pods is forbidden: User "bob" cannot list resource "pods"');
		expect(statusTrouble({status: 403, body}, asked).says).toBe(
			'You may not list pods: pods is forbidden: User "bob" cannot list resource "pods".',
		);
	});

	test.each([
		['the header', {body: '', retryAfter: '3'}, 3000],
		['the status', {body: status(429, 'TooManyRequests', 'slow', {retryAfterSeconds: 2})}, 2000],
		['neither', {body: ''}, undefined],
		['a date, which is not read', {body: '', retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT'}, undefined],
	])('takes the time to wait from %s', (_, said, waits) => {
		expect(statusTrouble({status: 429, ...said}, asked).retryAfterMs).toBe(waits);
	});
});

test.each<[string, TroubleReason, RegExp]>([
	['ECONNREFUSED', 'unreachable', /refuses connections/],
	['ENOTFOUND', 'unreachable', /cannot be resolved/],
	['EAI_AGAIN', 'unreachable', /cannot be resolved/],
	['ENETUNREACH', 'unreachable', /no network route/],
	['ETIMEDOUT', 'timed-out', /did not answer in time/],
	['ECONNRESET', 'unreachable', /closed the connection/],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate', /unknown authority/],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', /another name/],
	['CERT_HAS_EXPIRED', 'certificate', /has expired/],
	['ERR_SSL_WRONG_VERSION_NUMBER', 'unreachable', /does not speak TLS/],
	['HPE_INVALID_CONSTANT', 'unreachable', /does not answer in HTTP/],
	['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'credentials', /user's certificate/],
	['STOPPED', 'stopped', /Stopped/],
	['ENEW', 'unreachable', /failed: something odd/],
])('networkTrouble says what %s means', (code, reason, says) => {
	const trouble = networkTrouble(
		Object.assign(new Error('something odd.\nat line'), {code}),
		'api.shop:6443',
	);
	expect(trouble.reason).toBe(reason);
	expect(trouble.says).toMatch(says);
	expect(trouble.says).toContain('api.shop:6443');
	expect(trouble.says).toMatch(/^[^\n]*[^.]\.$/);
	expect(trouble.hint).toBeTruthy();
});

test.each([
	// As servers have it up to 1.35, and from then on.
	'users "jane" is forbidden: User "bob" cannot impersonate resource "users" in API group "" at the cluster scope',
	'pods is forbidden: User "bob" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "shop"',
])('a refusal to act as somebody else is not one to do it: %s', message => {
	const body = JSON.stringify({kind: 'Status', reason: 'Forbidden', message});
	const {reason, says, hint} = statusTrouble({status: 403, body}, {doing: 'list pods', server: 'x'});
	expect(reason).toBe('forbidden');
	expect(says).toBe(`The server does not let you act as the kubeconfig asks: ${message}.`);
	expect(hint).toContain('verb impersonate');
});
