/**
 * Kubernetes quantities: a decimal number with a binary suffix (`Ki` to `Ei`),
 * a decimal one (`n` to `E`) or an exponent (`1e3`, `1E3`).
 */
const scales: {readonly [suffix: string]: number} = {
	'': 1,
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
	P: 1e15,
	E: 1e18,
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60,
};

// Manifests repeat a handful of quantities, usage never repeats: the limit keeps the latter from piling up.
const parsed = new Map<string, number | undefined>();

/** In base units (cores, bytes); undefined where the text is no quantity. */
export function parseQuantity(quantity: string | number | undefined): number | undefined {
	if (typeof quantity !== 'string') return quantity;
	if (parsed.has(quantity)) return parsed.get(quantity);
	if (parsed.size >= 2_000) parsed.clear();
	const value = readQuantity(quantity);
	parsed.set(quantity, value);
	return value;
}

function readQuantity(text: string): number | undefined {
	const suffixAt = text.search(/[A-Za-z]*$/);
	const scale = Object.hasOwn(scales, text.slice(suffixAt)) ? scales[text.slice(suffixAt)] : undefined;
	if (scale === undefined) return undefined;
	const digits = text.slice(0, suffixAt);
	if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(digits)) return undefined;
	// Dividing keeps 100m at exactly 0.1, where multiplying by 1e-3 may not.
	return scale < 1 ? Number(digits) / Math.round(1 / scale) : Number(digits) * scale;
}

/** Whole millicores, rounded up as Kubernetes does. */
export function millicores(quantity: string | number | undefined): number | undefined {
	const cores = parseQuantity(quantity);
	return cores === undefined ? undefined : roundUp(cores * 1000);
}

/** Whole bytes, rounded up. */
export function bytes(quantity: string | number | undefined): number | undefined {
	const value = parseQuantity(quantity);
	return value === undefined ? undefined : roundUp(value);
}

/** The next whole number, forgiving what floating point adds: 0.29 cores are 290 millicores, not 291. */
function roundUp(value: number): number {
	const nearest = Math.round(value);
	return Math.abs(value - nearest) < 1e-6 ? nearest : Math.ceil(value);
}
