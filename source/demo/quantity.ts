/** Kubernetes' quantities: `250m`, `2`, `64Mi`, `1.5G`, `1e3`. */

const factors: Readonly<Record<string, number>> = {
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	'': 1,
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

const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/;

/** Whether it can be read. */
export function isQuantity(text: string): boolean {
	return quantity.test(text.trim());
}

/** The number a quantity stands for; zero where there is none or it cannot be read. */
export function quantityValue(text: string | number | undefined): number {
	const parts = quantity.exec(String(text ?? ''));
	return parts ? Number(parts[1]) * factors[parts[2] ?? '']! : 0;
}

/** The same in thousandths, rounded up as the scheduler does, so that sums of `100m` stay exact. */
export function milliValue(text: string | number | undefined): number {
	return Math.ceil(Number((quantityValue(text) * 1000).toPrecision(12)));
}
