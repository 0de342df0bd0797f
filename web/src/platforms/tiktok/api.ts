/** TikTok's part of the public API; the types are made from its OpenAPI document. */
import createClient from 'openapi-fetch';
import { options } from '../../api/clients';
import type { components, paths } from '../../api/generated/tiktok';

export type TikTok = components['schemas'];

export const tiktok = createClient<paths>(options);
