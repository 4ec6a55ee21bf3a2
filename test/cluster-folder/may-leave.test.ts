import {expect, test} from 'vitest';
import {assertMayLeave} from '../../source/cluster/may-leave.ts';
import {decide} from '../../source/gateway/decide.ts';
import type {Permit} from '../../source/model/permit.ts';
import {barePlan} from '../kit/plan.ts';

const pods = '/api/v1/namespaces/shop/pods';
const rules = {readOnly: false, isProduction: false, contextName: 'demo'};
const permit = decide(barePlan, {rules, access: []}) as Permit;

test.each([
	['a read', {path: pods}],
	['a watch', {path: pods, query: {watch: 'true'}}],
	['a log', {path: `${pods}/checkout/log`, query: {follow: 'true'}}],
	['a pod that is called exec', {path: `${pods}/exec`}],
	['a read through a proxy', {path: '/api/v1/namespaces/shop/services/prometheus:9090/proxy/api/v1/query'}],
	[
		'one to a source that stands behind a path',
		{path: '/api/v1/namespaces/m/services/vmselect:8481/proxy/select/0/prometheus/api/v1/query'},
	],
	["a read of a pod's counters", {path: `${pods}/checkout:8080/proxy/metrics`}],
	["a read of Envoy's counters", {path: `${pods}/edge:19000/proxy/stats/prometheus`}],
	['a Service that is called proxy', {path: '/api/v1/namespaces/shop/services/proxy'}],
	['what a namespace of that name holds', {path: '/api/v1/namespaces/proxy/pods'}],
	['a dry run', {method: 'PATCH', path: `${pods}/checkout`, query: {dryRun: 'All'}}],
	[
		'a dry run of a deletion',
		{method: 'DELETE', path: `${pods}/checkout`, body: JSON.stringify({dryRun: ['All']})},
	],
	[
		'the question what I may do',
		{method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'},
	],
	['that for all rights', {method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'}],
	['the question who I am', {method: 'POST', path: '/apis/authentication.k8s.io/v1beta1/selfsubjectreviews'}],
	['a write that was permitted', {method: 'PATCH', path: `${pods}/checkout`, permit}],
	['a permitted exec', {path: `${pods}/checkout/exec`, permit}],
] as const)('%s may leave', (_name, ask) => {
	expect(() => assertMayLeave(ask)).not.toThrow();
});

test.each([
	['a write', {method: 'PATCH', path: `${pods}/checkout`}],
	['a dry run of some stages only', {method: 'PATCH', path: `${pods}/checkout`, query: {dryRun: 'None'}}],
	['a write with a permit nobody issued', {method: 'PATCH', path: `${pods}/checkout`, permit: {...permit}}],
	[
		'a deletion that calls itself a dry run where the server does not look',
		{method: 'DELETE', path: `${pods}/checkout`, query: {dryRun: 'All'}, body: '{}'},
	],
	['an object made', {method: 'POST', path: pods}],
	['an eviction', {method: 'POST', path: `${pods}/checkout/eviction`}],
	['a review of somebody else', {method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews'}],
	['exec, a read by its method', {path: `${pods}/checkout/exec`, query: {command: 'sh'}}],
	['attach', {path: `${pods}/checkout/attach`}],
	['port-forward', {path: `${pods}/checkout/portforward`}],
	['a list that would become a line of its own', {path: pods, protocols: ['v4.channel.k8s.io']}],
	['port-forward by POST', {method: 'POST', path: `${pods}/checkout/portforward`}],
] as const)('%s may not', (_name, ask) => {
	expect(() => assertMayLeave(ask)).toThrow('without an issued permit');
});

const through = '/api/v1/namespaces/shop/services/prometheus:9090/proxy';

test.each([
	['another method', {method: 'POST', path: `${through}/api/v1/query`}],
	[
		'a dry run, which only the API server would understand',
		{method: 'PATCH', path: `${through}/x`, query: {dryRun: 'All'}},
	],
	['something permitted', {method: 'POST', path: `${through}/-/reload`, permit}],
	['any other read', {path: `${through}/api/v1/admin/tsdb/delete_series`}],
	['figures over a line of its own', {path: `${through}/api/v1/query`, protocols: ['chat']}],
	['a way out of it', {path: `${through}/../../pods/metrics/api/v1/query/..`}],
	['another way out of it', {path: `${through}/../api/v1/query`}],
	['the proxy itself', {path: through}],
	['whatever a pod offers', {path: `${pods}/checkout:8080/proxy/quit`}],
	["a node's kubelet", {path: '/api/v1/nodes/n1/proxy/metrics'}],
	['the old way of writing it', {path: '/api/v1/proxy/namespaces/shop/services/prometheus/metrics'}],
] as const)('through a proxy %s may not leave', (_name, ask) => {
	expect(() => assertMayLeave(ask)).toThrow('through a proxy');
});
