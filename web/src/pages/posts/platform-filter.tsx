/** Narrows a list to one platform, where there are several. */
import { Select } from '../../parts/form/field';
import { usePlatforms } from '../../platforms/known';

interface Props {
  value: string | undefined;
  onValue: (id: string) => void;
}

export function PlatformFilter({ value = '', onValue }: Props) {
  const platforms = usePlatforms();
  if (platforms.length < 2) return null;
  return (
    <Select
      label="Platform"
      value={value}
      onValue={onValue}
      options={[
        { value: '', label: 'All' },
        ...platforms.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
