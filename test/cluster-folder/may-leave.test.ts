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
	['port-forward by POST', {method: 'POST', path: `${pods}/checkout/portforward`}],
] as const)('%s may not', (_name, ask) => {
	expect(() => assertMayLeave(ask)).toThrow('without an issued permit');
});
