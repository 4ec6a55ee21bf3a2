/** What pods are given besides their templates: settings, secrets and identities. */
import {atomic, list, members} from './fields.ts';
import type {Kind} from './kind.ts';
import {objectShape} from './metadata.ts';

const core = {group: '', version: 'v1'};
const objectReference = atomic(
	members({string: 'kind namespace name uid apiVersion resourceVersion fieldPath'}),
);

export const configMaps: Kind = {
	...core,
	kind: 'ConfigMap',
	plural: 'configmaps',
	singular: 'configmap',
	shortNames: ['cm'],
	isNamespaced: true,
	shape: objectShape({
		data: {is: 'map', of: {is: 'string'}},
		binaryData: {is: 'map', of: {is: 'string'}},
		immutable: {is: 'boolean'},
	}),
};

export const secrets: Kind = {
	...core,
	kind: 'Secret',
	plural: 'secrets',
	singular: 'secret',
	isNamespaced: true,
	shape: objectShape({
		data: {is: 'map', of: {is: 'string'}},
		stringData: {is: 'map', of: {is: 'string'}},
		type: {is: 'string'},
		immutable: {is: 'boolean'},
	}),
	selectableFields: {type: secret => secret.type},
	fill(secret) {
		secret.type ??= 'Opaque';
		const plain = Object.entries<string>(secret.stringData ?? {});
		if (plain.length === 0) return;
		const encoded = plain.map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
		secret.data = {...secret.data, ...Object.fromEntries(encoded)};
		delete secret.stringData;
	},
};

export const serviceAccounts: Kind = {
	...core,
	kind: 'ServiceAccount',
	plural: 'serviceaccounts',
	singular: 'serviceaccount',
	shortNames: ['sa'],
	isNamespaced: true,
	shape: objectShape({
		secrets: list(objectReference, 'name'),
		imagePullSecrets: list(atomic(members({string: 'name'}))),
		automountServiceAccountToken: {is: 'boolean'},
	}),
};
