import {members} from '../kinds/fields.ts';
import {type Kind, nonNegative} from '../kinds/kind.ts';
import {objectShape} from '../kinds/metadata.ts';
import type {Tree} from '../object.ts';
import {withoutEmpty} from '../object.ts';
import {type FitOptions, fitBody} from '../registry/fit-body.ts';
import {selectorText} from '../selectors.ts';
import {Entry} from '../store.ts';
import {invalid} from './status.ts';

/** The `scale` subresource of a workload. Zero replicas are left out of its spec, as Go does. */
export function scaleOf(workload: Entry): Tree {
	return {kind: 'Scale', apiVersion: 'autoscaling/v1', ...scaleEntry(workload).object};
}

/** The same as an entry, to be presented like an object. */
export function scaleEntry({object, version}: Entry): Entry {
	const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata;
	const scale = {
		metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
		spec: withoutEmpty({replicas: object.spec.replicas}),
		status: {replicas: object.status?.replicas ?? 0, selector: selectorText(object.spec.selector)},
	};
	return new Entry(scales, scale, version);
}

export const scales: Kind = {
	group: 'autoscaling',
	version: 'v1',
	kind: 'Scale',
	plural: 'scales',
	singular: 'scale',
	isNamespaced: true,
	shape: objectShape({
		spec: members({count: 'replicas'}),
		status: members({count: 'replicas', string: 'selector'}),
	}),
};

/** The workload of `before` with the replicas of a Scale. */
export function withScale({object}: Entry, scale: Tree, options: FitOptions): Tree {
	const {spec, metadata} = fitBody(scales, scale, options);
	const replicas = spec?.replicas ?? 0;
	const causes = nonNegative('spec.replicas', replicas);
	if (causes.length > 0) throw invalid(scales, object.metadata.name, causes);
	const {uid, resourceVersion, name} = metadata ?? {};
	return {
		...object,
		metadata: {...object.metadata, name, uid, resourceVersion},
		spec: {...object.spec, replicas},
	};
}
