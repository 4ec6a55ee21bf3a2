import {carries, type Labels} from '../model/labels.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';

/** By this label of its pods a notebook is found again, by whomever and from wherever. */
export const notebookLabels: Labels = {'app.kubernetes.io/component': 'notebook'};

export function isNotebook(templateLabels: Labels): boolean {
	return carries(templateLabels, notebookLabels);
}

export const notebookPort = 8888;
/** Where the images of the Jupyter project keep what somebody works on. */
export const workAt = '/home/jovyan/work';
/** From this variable, which is also the key of the Secret, Jupyter reads its token. It never logs one it was given. */
export const tokenKey = 'JUPYTER_TOKEN';

/** What a notebook's Deployment says of it, whoever made it. */
export type Notebook = {
	/** Where its token stands; undefined where no Secret is named. */
	readonly token?: {readonly secret: string; readonly key: string};
	/** The name of the port it listens on, or its number. */
	readonly port: string;
	/** Directories that are on a claimed volume, each with the name of the claim. */
	readonly kept: readonly {readonly at: string; readonly claim: string}[];
};

/** Undefined of a Deployment that is no notebook. */
export function readNotebook({spec}: KubernetesObject): Notebook | undefined {
	const {metadata, spec: pod} = objectIn(spec?.template);
	if (!isNotebook(objectIn(objectIn(metadata).labels) as Labels)) return undefined;
	const [container = {}] = objectsIn(objectIn(pod).containers);
	const [port = {}] = objectsIn(container.ports);
	const env = objectsIn(container.env).find(({name}) => name === tokenKey);
	const {name: secret, key} = objectIn(objectIn(env?.valueFrom).secretKeyRef);
	const token = {secret: textIn(secret) ?? '', key: textIn(key) ?? ''};
	const claims = new Map(
		objectsIn(objectIn(pod).volumes).flatMap(({name, persistentVolumeClaim}) => {
			const claim = textIn(objectIn(persistentVolumeClaim).claimName);
			return claim === undefined ? [] : [[name, claim] as const];
		}),
	);
	return {
		...(token.secret !== '' && token.key !== '' && {token}),
		port: textIn(port.name) ?? String(port.containerPort ?? notebookPort),
		kept: objectsIn(container.volumeMounts).flatMap(({name, mountPath}) => {
			const claim = claims.get(name);
			return claim === undefined ? [] : [{at: textIn(mountPath) ?? '', claim}];
		}),
	};
}
