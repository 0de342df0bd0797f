/** Which accounts post: those of all platforms, side by side. */
import { Avatar } from '../../parts/avatar';
import { Checkbox } from '../../parts/form/field';
import { Card } from '../../parts/surface';
import type { Account } from '../../platforms/chosen';
import { platformOf, usePlatforms } from '../../platforms/known';
import type { Round } from './round';

interface Props {
  accounts: readonly Account[];
  round: Round;
  onToggle: (account_id: string) => void;
}

export function AccountsCard({ accounts, round, onToggle }: Props) {
  const platforms = usePlatforms();
  return (
    <Card label="Accounts">
      <fieldset class="stack checks accounts-to-choose">
        <legend>Which accounts post?</legend>
        {accounts.map((account) => {
          const { account_id: id, provider, display_name: name, username } = account;
          return (
            <Checkbox
              key={id}
              label={
                <span class="row">
                  <Avatar account={account} name={name} />
                  <span class="break">{name}</span>
                </span>
              }
              hint={[platformOf(platforms, provider)?.name, username && `@${username}`]
                .filter(Boolean)
                .join(' · ')}
              isChecked={round.chosen.includes(id)}
              onCheck={() => onToggle(id)}
              disabledBecause={round.made[id] ? 'This account has its post.' : undefined}
            />
          );
        })}
      </fieldset>
    </Card>
  );
}
