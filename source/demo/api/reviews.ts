import type {Tree} from '../object.ts';
import {type Exchange, readObject, send} from './exchange.ts';

const groups = ['system:masters', 'system:authenticated'];

/** Answers the reviews of the one user there is, who may do everything. */
export const reviews: Record<string, (exchange: Exchange) => Promise<void>> = {
	async selfsubjectaccessreviews(exchange) {
		const review = await readObject(exchange, 'SelfSubjectAccessReview');
		send(
			exchange,
			201,
			answered(review, 'SelfSubjectAccessReview', 'authorization.k8s.io/v1', {allowed: true}),
		);
	},
	async selfsubjectrulesreviews(exchange) {
		const review = await readObject(exchange, 'SelfSubjectRulesReview');
		const status = {
			resourceRules: [{verbs: ['*'], apiGroups: ['*'], resources: ['*']}],
			nonResourceRules: [{verbs: ['*'], nonResourceURLs: ['*']}],
			incomplete: false,
		};
		send(
			exchange,
			201,
			answered({...review, spec: {}}, 'SelfSubjectRulesReview', 'authorization.k8s.io/v1', status),
		);
	},
	async selfsubjectreviews(exchange) {
		const review = await readObject(exchange, 'SelfSubjectReview');
		const status = {userInfo: {username: 'demo', groups}};
		send(exchange, 201, answered(review, 'SelfSubjectReview', 'authentication.k8s.io/v1', status));
	},
};

function answered({metadata, spec}: Tree, kind: string, apiVersion: string, status: Tree): Tree {
	return {kind, apiVersion, metadata: metadata ?? {}, spec, status};
}
