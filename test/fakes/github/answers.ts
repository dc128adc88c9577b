import type { StoreAnswer } from '../http-store.ts';
import type { Call } from './world.ts';

export const ok = (body: unknown): StoreAnswer => ({ status: 200, body });

export const created = (body: unknown): StoreAnswer => ({ status: 201, body });

export const refuse = (status: number, message: string, errors?: unknown): StoreAnswer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }), documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

export const notFound = (): StoreAnswer => refuse(404, 'Not Found');

/** 422, as GitHub says what is wrong with a field. */
export const invalid = (resource: string, field: string, message: string): StoreAnswer =>
  refuse(422, 'Validation Failed', [{ resource, code: 'custom', field, message }]);

const whole = (text: string | null, otherwise: number): number => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise);

/**
 * One page of a list with the `Link` header that leads to the others: 30 items, at most 100. A page behind the last one is empty. `name` is the
 * key of the list where GitHub wraps it into an object with `total_count`.
 */
export const page = (call: Call, all: readonly unknown[], name?: string): StoreAnswer => {
  const size = Math.min(100, Math.max(1, whole(call.query.get('per_page'), 30)));
  const number = Math.max(1, whole(call.query.get('page'), 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const items = all.slice((number - 1) * size, number * size);
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${call.api}${call.path}?${query}>; rel="${rel}"`;
  };
  const links = [...(number > 1 ? [link(number - 1, 'prev'), link(1, 'first')] : []), ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : [])];
  return {
    status: 200,
    body: name === undefined ? items : { total_count: all.length, [name]: items },
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
};

/** The account of a login, as it is part of many answers. */
export const account = (login: string): unknown => ({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User' });
