/** The public API, by service; the types are made from its OpenAPI documents. */
import createClient from 'openapi-fetch';
import { authorized } from '../session/authorized';
import type { components as AuthComponents, paths as AuthPaths } from './generated/auth';
import type { components as CrmComponents, paths as CrmPaths } from './generated/crm-projector';
import { Problem } from './problem';

export type Auth = AuthComponents['schemas'];
export type Crm = CrmComponents['schemas'];

/** How every client sends its requests. */
export const options = { fetch: authorized };
export const auth = createClient<AuthPaths>(options);
export const crm = createClient<CrmPaths>(options);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Give the answer's body; throws `Problem` where it is not 2xx. */
export async function body<T>(asked: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw Problem.of(response, error);
  return data as T;
}

/** The filters of a list. The API checks the values, which come from the address of the page. */
export type QueryOf<P extends keyof CrmPaths> = NonNullable<
  CrmPaths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never
>;
