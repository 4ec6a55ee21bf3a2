import {apps} from './apps.ts';
import {autoscalingV1, autoscalingV2} from './autoscaling.ts';
import {batch} from './batch.ts';
import {core} from './core.ts';
import {type Message, messageNamed, type Package} from './message.ts';
import {meta} from './meta.ts';
import {networking} from './networking.ts';
import {coordination, discovery, events, policy, rights, scheduling} from './others.ts';
import {authentication, authorization} from './reviews.ts';

const metaPackage = {home: 'io.k8s.apimachinery.pkg.apis.meta.v1', messages: meta};
const corePackage = {home: 'io.k8s.api.core.v1', messages: core};

/** The packages of the API, by the version they are served as. */
const packages: Readonly<Record<string, Package>> = {
	v1: corePackage,
	'apps/v1': {home: 'io.k8s.api.apps.v1', messages: apps},
	'authentication.k8s.io/v1': {home: 'io.k8s.api.authentication.v1', messages: authentication},
	'authorization.k8s.io/v1': {home: 'io.k8s.api.authorization.v1', messages: authorization},
	'autoscaling/v1': {home: 'io.k8s.api.autoscaling.v1', messages: autoscalingV1},
	'autoscaling/v2': {home: 'io.k8s.api.autoscaling.v2', messages: autoscalingV2},
	'batch/v1': {home: 'io.k8s.api.batch.v1', messages: batch},
	'coordination.k8s.io/v1': {home: 'io.k8s.api.coordination.v1', messages: coordination},
	'discovery.k8s.io/v1': {home: 'io.k8s.api.discovery.v1', messages: discovery},
	'events.k8s.io/v1': {home: 'io.k8s.api.events.v1', messages: events},
	'networking.k8s.io/v1': {home: 'io.k8s.api.networking.v1', messages: networking},
	'policy/v1': {home: 'io.k8s.api.policy.v1', messages: policy},
	'rbac.authorization.k8s.io/v1': {home: 'io.k8s.api.rbac.v1', messages: rights},
	'scheduling.k8s.io/v1': {home: 'io.k8s.api.scheduling.v1', messages: scheduling},
};

/** The message a kind is sent as; undefined for those that are only ever sent as JSON. */
export function messageOf(apiVersion: string, kind: string): Message | undefined {
	const home = packages[apiVersion];
	return messageNamed(kind, [...(home ? [home] : []), metaPackage, ...(home ? [corePackage] : [])]);
}
