import type {Tree} from '../object.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {treesIn} from './fields.ts';
import {type Cause, duplicate, forbiddenField, invalidValue, oneOf, required} from './kind.ts';

/** What is wrong with the volumes of a pod, and what no pod could ever get here. */
export function checkVolumes(volumes: unknown, field: string): Cause[] {
	const all = treesIn(volumes);
	return all.flatMap((volume, i) => {
		const {name, ...sources} = volume;
		const at = `${field}[${i}]`;
		const isAgain = name && all.findIndex(other => other.name === name) < i;
		const isNamed = !name || isDnsLabel(name);
		return [
			...(name ? [] : [required(`${at}.name`)]),
			...(isNamed ? [] : [invalidValue(`${at}.name`, name, dnsLabelRule)]),
			...(isAgain ? [duplicate(`${at}.name`, name)] : []),
			...checkSources(sources, at),
			...checkUnserved(volume, at),
		];
	});
}

/** Sources in the order in which the API server looks at them. */
const order = ['emptyDir', 'hostPath', 'secret', 'configMap', 'projected'];

function checkSources(sources: Tree, field: string): Cause[] {
	const named = order.filter(name => sources[name]);
	const surplus = named.slice(1).map(name => forbiddenField(`${field}.${name}`, onlyOne));
	const [first] = named;
	const only: Tree = first ? {[first]: sources[first]} : {};
	const {secret, configMap, hostPath, projected} = only;
	return [
		...surplus,
		...(secret && !secret.secretName ? [required(`${field}.secret.secretName`)] : []),
		...(configMap && !configMap.name ? [required(`${field}.configMap.name`)] : []),
		...(hostPath ? checkHostPath(hostPath, `${field}.hostPath`) : []),
		...checkItems(secret, `${field}.secret`),
		...checkItems(configMap, `${field}.configMap`),
		...checkProjections(projected, `${field}.projected.sources`),
	];
}

const onlyOne = 'may not specify more than 1 volume type';

const pathTypes = [
	'',
	'BlockDevice',
	'CharDevice',
	'Directory',
	'DirectoryOrCreate',
	'File',
	'FileOrCreate',
	'Socket',
];

function checkHostPath({path, type}: Tree, field: string): Cause[] {
	const at = `${field}.path`;
	if (!path) return [required(at)];
	const isUp = String(path).split('/').includes('..');
	return [
		...(isUp ? [invalidValue(at, path, "must not contain '..'")] : []),
		...oneOf(`${field}.type`, type, pathTypes),
	];
}

function checkItems(source: Tree | undefined, field: string): Cause[] {
	const mode = source?.defaultMode;
	const isMode = mode === undefined || (mode >= 0 && mode <= 0o777);
	const modeRule = 'must be a number between 0 and 0777 (octal), both inclusive';
	return [
		...(isMode ? [] : [invalidValue(`${field}.defaultMode`, mode, modeRule)]),
		...treesIn(source?.items).flatMap(({key, path}, i) => [
			...(key ? [] : [required(`${field}.items[${i}].key`)]),
			...(path ? [] : [required(`${field}.items[${i}].path`)]),
		]),
	];
}

function checkProjections(projected: Tree | undefined, field: string): Cause[] {
	return treesIn(projected?.sources).flatMap((source, i) =>
		['configMap', 'secret']
			.filter(name => source[name] && !source[name].name)
			.map(name => required(`${field}[${i}].${name}.name`)),
	);
}

function checkUnserved(volume: Tree, field: string): Cause[] {
	return [
		...(volume.ephemeral
			? [forbiddenField(`${field}.ephemeral`, 'this cluster makes no volumes for single pods')]
			: []),
		...(volume.persistentVolumeClaim && !volume.persistentVolumeClaim.claimName
			? [required(`${field}.persistentVolumeClaim.claimName`)]
			: []),
	];
}
