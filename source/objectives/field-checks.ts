/** Names of most kinds are labels of the domain name system (RFC 1123). */
export function wrongName(text: string): string | undefined {
	return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)
		? undefined
		: 'is made of at most 63 small letters, digits and dashes, and begins and ends with a letter or digit';
}

/** Of what is there already: most kinds take dots, too (RFC 1123's subdomains). */
export function wrongPresentName(text: string): string | undefined {
	return text.length <= 253 && text.split('.').every(part => wrongName(part) === undefined)
		? undefined
		: 'is made of small letters, digits, dashes and dots';
}

/** A reference as registries take it; whether it is there only its registry knows. */
export function wrongImage(text: string): string | undefined {
	return /^[\w][\w.:/@-]*$/.test(text) && !text.endsWith(':') && !text.endsWith('/')
		? undefined
		: 'is written like nginx:1.27 or registry.example/team/model:v2';
}

/** Of what runs some image already its tag will do: `:1.28`. */
export function wrongImageOrTag(text: string): string | undefined {
	return /^:[\w][\w.-]{0,127}$/.test(text) || wrongImage(text) === undefined
		? undefined
		: 'is written like nginx:1.28, or :1.28 for another tag of the same';
}

export function wrongPort(text: string): string | undefined {
	return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
		? undefined
		: 'is a number from 1 to 65535';
}

export function wrongCount(least: number, most = 10_000): (text: string) => string | undefined {
	return text =>
		/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most
			? undefined
			: `is a whole number from ${least} to ${most}`;
}

/** Of what a container asks for: `500m`, `2`, `1.5`, `512Mi`, `2Gi`. */
export function wrongQuantity(text: string): string | undefined {
	return /^\d+(\.\d+)?(m|[kMGTPE]i?)?$/.test(text) && Number.parseFloat(text) > 0
		? undefined
		: 'is an amount like 500m or 2 (of CPU), 512Mi or 2Gi (of memory)';
}

export function wrongPath(text: string): string | undefined {
	return /^\/\S*$/.test(text) ? undefined : 'is a path that begins with /';
}

/** The name of an object, or NAMESPACE/NAME of one elsewhere. */
export function wrongReference(text: string): string | undefined {
	const names = text.split('/');
	return names.length <= 2 && names.every(name => wrongName(name) === undefined)
		? undefined
		: 'is a name, or NAMESPACE/NAME of one in another namespace';
}

export function wrongHost(text: string): string | undefined {
	return /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text)
		? undefined
		: 'is a host name like shop.example.com';
}

export function wrongHeader(text: string): string | undefined {
	return /^[A-Za-z0-9-]+=[^`]+$/.test(text) ? undefined : 'is a header and its value, like x-version=b';
}

/** Variables of a container, with blanks between them. */
export function wrongEnvironment(text: string): string | undefined {
	const areAll = text
		.trim()
		.split(/\s+/)
		.every(each => /^[A-Za-z_]\w*=/.test(each));
	return areAll ? undefined : 'is made of NAME=VALUE, with blanks between';
}

/** A pair as browsers send it: no spaces, quotes, commas or semicolons (RFC 6265). */
export function wrongCookie(text: string): string | undefined {
	return /^[!#$%&'*+.^_`|~\w-]+=[^\s",;\\`]+$/.test(text)
		? undefined
		: 'is a cookie and its value, like version=b';
}
