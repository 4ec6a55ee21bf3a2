/** Answers the reviews of the one user there is, who may do everything. */
import {list, members} from '../kinds/fields.ts';
import {type Cause, invalidValue} from '../kinds/kind.ts';
import {objectShape} from '../kinds/metadata.ts';
import type {Tree} from '../object.ts';
import {fitBody} from '../registry/fit-body.ts';
import {type Exchange, readObject, send} from './exchange.ts';
import {badRequest, invalid} from './status.ts';
import {writeOptions} from './write-options.ts';

const groups = ['system:masters', 'system:authenticated'];

const requirements = list(members({string: 'key operator', strings: 'values'}));
const selector = members({string: 'rawSelector'}, {requirements});
const resourceAttributes = members(
	{string: 'namespace verb group version resource subresource name'},
	{fieldSelector: selector, labelSelector: selector},
);
const nonResourceAttributes = members({string: 'path verb'});

function kindOf(group: string, kind: string, spec?: ReturnType<typeof members>) {
	const shape = spec ? objectShape({spec, status: {is: 'any'}}) : objectShape({status: {is: 'any'}});
	return {group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, shape};
}

const authorization = 'authorization.k8s.io';
const access = kindOf(
	authorization,
	'SelfSubjectAccessReview',
	members({}, {resourceAttributes, nonResourceAttributes}),
);
const rules = kindOf(authorization, 'SelfSubjectRulesReview', members({string: 'namespace'}));
const self = kindOf('authentication.k8s.io', 'SelfSubjectReview');

type ReviewKind = typeof access;

/** By their resource. */
export const reviews: Record<string, (exchange: Exchange) => Promise<void>> = {
	async selfsubjectaccessreviews(exchange) {
		const review = await readReview(exchange, access);
		refuseUnclear(review.spec ?? {});
		answer(exchange, access, review, {allowed: true});
	},
	async selfsubjectrulesreviews(exchange) {
		const review = await readReview(exchange, rules);
		if (!review.spec?.namespace) throw badRequest('no namespace on request');
		answer(
			exchange,
			rules,
			{...review, spec: {}},
			{
				resourceRules: [{verbs: ['*'], apiGroups: ['*'], resources: ['*']}],
				nonResourceRules: [{verbs: ['*'], nonResourceURLs: ['*']}],
				incomplete: false,
			},
		);
	},
	async selfsubjectreviews(exchange) {
		const review = await readReview(exchange, self);
		answer(exchange, self, review, {userInfo: {username: 'demo', groups}});
	},
};

async function readReview(exchange: Exchange, kind: ReviewKind): Promise<Tree> {
	const options = writeOptions(exchange);
	return fitBody(kind, await readObject(exchange, kind.kind), options);
}

/** Access is to a resource or to a path, never to both. */
function refuseUnclear({resourceAttributes: resource, nonResourceAttributes: path}: Tree): void {
	if (resource && path) {
		const value = {Path: path.path ?? '', Verb: path.verb ?? ''};
		const why = 'cannot be specified in combination with resourceAttributes';
		throw unclear(invalidValue('spec.nonResourceAttributes', value, why));
	}
	const one = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
	if (!resource && !path) throw unclear(invalidValue('spec.resourceAttributes', null, one));
}

function unclear(cause: Cause) {
	return invalid({group: authorization, kind: '', plural: ''}, '', [cause]);
}

function answer(exchange: Exchange, {group, version, kind}: ReviewKind, review: Tree, status: Tree): void {
	const {metadata = {}, spec} = review;
	send(exchange, 201, {kind, apiVersion: `${group}/${version}`, metadata, spec, status});
}
