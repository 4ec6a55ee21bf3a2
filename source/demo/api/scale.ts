import {fitValue, isTree, type Misfit, members} from '../kinds/fields.ts';
import {nonNegative} from '../kinds/kind.ts';
import {metadataShape, objectShape} from '../kinds/metadata.ts';
import type {Tree} from '../object.ts';
import {withoutEmpty} from '../object.ts';
import {selectorText} from '../selectors.ts';
import type {Entry} from '../store.ts';
import {badRequest, invalid} from './status.ts';

/** The `scale` subresource of a workload. Zero replicas are left out of its spec, as Go does. */
export function scaleOf({object}: Entry): Tree {
	const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata;
	return {
		kind: 'Scale',
		apiVersion: 'autoscaling/v1',
		metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
		spec: withoutEmpty({replicas: object.spec.replicas}),
		status: {replicas: object.status?.replicas ?? 0, selector: selectorText(object.spec.selector)},
	};
}

const shape = objectShape({
	spec: members({count: 'replicas'}),
	status: members({count: 'replicas', string: 'selector'}),
	metadata: metadataShape,
});

/** The workload of `before` with the replicas of a Scale. */
export function withScale({object, kind}: Entry, scale: Tree): Tree {
	const misfit: Misfit = {unknown: []};
	const fitted = fitValue(shape, scale, '', false, misfit) as Tree;
	if (misfit.wrong || !isTree(fitted)) {
		throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${misfit.wrong}`);
	}
	const replicas = fitted.spec?.replicas ?? 0;
	const causes = nonNegative('spec.replicas', replicas);
	if (causes.length > 0)
		throw invalid({...kind, group: 'autoscaling', kind: 'Scale'}, object.metadata.name, causes);
	const {uid, resourceVersion, name} = fitted.metadata ?? {};
	const metadata = {
		...object.metadata,
		name: name ?? object.metadata.name,
		uid: uid ?? object.metadata.uid,
		resourceVersion,
	};
	return {...object, metadata, spec: {...object.spec, replicas}};
}
