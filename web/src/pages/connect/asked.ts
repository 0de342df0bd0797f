/** Which permissions are shown: those that the installation asks for, and the features that are off. */
import type { Permission } from '../../platforms/platform';

export interface ShownPermission extends Permission {
  isAsked: boolean;
}

/** Mark what is not asked for; an extra permission is shown only where it is asked for. */
export function shownOf(
  permissions: readonly Permission[],
  asked: readonly string[] | undefined,
): ShownPermission[] {
  return permissions
    .map((permission) => ({
      ...permission,
      isAsked: asked ? asked.includes(permission.scope) : !permission.isExtra,
    }))
    .filter(({ isAsked, isExtra }) => isAsked || !isExtra);
}
