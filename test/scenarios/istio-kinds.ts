import {members, type Shape} from '../../source/demo/kinds/fields.ts';
import type {Kind} from '../../source/demo/kinds/kind.ts';
import {objectShape} from '../../source/demo/kinds/metadata.ts';

// Istio's routes as an API server keeps them. The embedded cluster's simulated
// users follow no mesh, so it serves these to tests alone.

const any: Shape = {is: 'any'};

const istio = {
	group: 'networking.istio.io',
	version: 'v1',
	isNamespaced: true,
	isCustom: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({spec: any, status: members({any: 'conditions validationMessages'}, {})}),
};

export const virtualServices: Kind = {
	...istio,
	kind: 'VirtualService',
	plural: 'virtualservices',
	singular: 'virtualservice',
	shortNames: ['vs'],
};

export const destinationRules: Kind = {
	...istio,
	kind: 'DestinationRule',
	plural: 'destinationrules',
	singular: 'destinationrule',
	shortNames: ['dr'],
};
