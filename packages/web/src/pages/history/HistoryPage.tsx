import { useLocation } from 'wouter';
import { RunHistory } from './RunHistory.tsx';
import { RunTable } from './RunTable.tsx';
import { isView } from './views.ts';

/** Past runs: a list of all, and each as its journal tells it. `/history/<run>/<view>/<other run>`. */
export function HistoryPage({ id }: { readonly id: string | null }) {
  const [location] = useLocation();
  const [, , , view = '', other = ''] = location.split('/');
  if (id === null) return <RunTable />;
  return (
    <RunHistory
      key={id}
      run={id}
      view={isView(view) ? view : 'summary'}
      other={other === '' ? null : decodeURIComponent(other)}
    />
  );
}
