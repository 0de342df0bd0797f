/** Instagram's part of the public API; the types are made from its OpenAPI document. */
import createClient from 'openapi-fetch';
import { options } from '../../api/clients';
import type { components, paths } from '../../api/generated/instagram';

export type Instagram = components['schemas'];
export type Kind = Instagram['PublishRequest']['kind'];

export const instagram = createClient<paths>(options);
