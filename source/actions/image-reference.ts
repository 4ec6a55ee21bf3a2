const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const reference = new RegExp(`^(?:${domain}/)?${component}(?:/${component})*(?::${tag})?(?:@${digest})?$`);

/** Why the text cannot name an image (the grammar of the distribution project's references), or undefined where it can. */
function imageFault(text: string): string | undefined {
	if (text === '') return 'An image is needed.';
	if (text.length > 512) return 'An image reference of more than 512 characters is a mistake.';
	if (/\s/.test(text)) return `"${text}" holds white space.`;
	if (reference.test(text)) return undefined;
	if (/[A-Z]/.test(text.split('@')[0]!.split('/').slice(1).join('/').split(':')[0]!)) {
		return `"${text}" cannot be an image: the repository must be lower case.`;
	}
	return `"${text}" cannot be an image: it must read [host/]repository[:tag][@digest].`;
}

/** What an operator means by the text, where `present` runs: `:TAG` is another tag of the same repository. */
export function imageMeant(text: string, present: string): string {
	return text.startsWith(':') ? repositoryOf(present) + text : text;
}

/** Why a text that reads like a version is no image yet: it is one by the grammar, and hardly ever meant so. */
function versionFault(text: string, present: string): string | undefined {
	if (!/^v?\d+(?:\.\d+)*(?:-[a-z0-9.-]+)?$/.test(text)) return undefined;
	return `${text} would be an image of that name from the default registry. Type :${text} for the tag of ${repositoryOf(present)}, or docker.io/library/${text} if you mean that.`;
}

/** What keeps a text from being taken for an image where `present` runs, and what to type instead. */
export function whyNoImage(text: string, present: string): {says: string; hint?: string} | undefined {
	const fault = imageFault(imageMeant(text, present));
	if (fault !== undefined) return {says: fault, hint: 'Give it as repository:tag.'};
	const doubt = versionFault(text, present);
	return doubt === undefined ? undefined : {says: doubt};
}

function repositoryOf(image: string): string {
	return splitTag(image.split('@')[0]!)[0];
}

/** What differs between two references, as short as it can be said: the tags, or the whole. */
export function shortImages(from: string, to: string): {from: string; to: string} {
	const [fromName, fromTag] = splitTag(from);
	const [toName, toTag] = splitTag(to);
	return fromName === toName && fromTag && toTag ? {from: fromTag, to: toTag} : {from, to};
}

function splitTag(image: string): [string, string | undefined] {
	const at = image.lastIndexOf(':');
	return at > image.lastIndexOf('/') ? [image.slice(0, at), image.slice(at + 1)] : [image, undefined];
}
