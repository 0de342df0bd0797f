/** Which page is at which address, and what surrounds all pages. */
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { PLATFORMS } from './platforms';
import { COMPOSE, PlatformsProvider } from './platforms/known';
import { loadOffered, offered, offeredOf } from './platforms/offered';
import { load, session, watchOtherTabs } from './session/session';
import { SignInAgain } from './session/sign-in-again';
import { loadOthers } from './shell/loading';
import { page } from './shell/page';
import { Shell } from './shell/shell';
import { Starting } from './shell/starting';

/** How long the page that was opened first has the connection for itself. */
const HEAD_START_MS = 3_000;

const Dashboard = page(() => import('./pages/dashboard/dashboard'));
const SignIn = page(() => import('./pages/sign-in/sign-in'));
const SignUp = page(() => import('./pages/sign-in/sign-up'));
const Platforms = page(() => import('./pages/platforms/platforms'));
const ForgotPassword = page(() => import('./pages/sign-in/forgot-password'));
const NewPassword = page(() => import('./pages/sign-in/new-password'));
const Settings = page(() => import('./pages/settings/settings'));
const Erasure = page(() => import('./pages/erasure/erasure'));
const Terms = page(() => import('./pages/legal/terms'));
const Privacy = page(() => import('./pages/legal/privacy'));
const Connect = page(() => import('./pages/connect/connect'));
const Posts = page(() => import('./pages/posts/posts'));
const Compose = page(() => import('./pages/compose/compose'));
const Post = page(() => import('./pages/posts/post'));
const Account = page(() => import('./pages/account/account'));
const Webhooks = page(() => import('./pages/webhooks/webhooks'));
const Operations = page(() => import('./pages/operations/operations'));
const Help = page(() => import('./pages/help/help'));
const NotFound = page(() => import('./pages/not-found'));

const PLATFORM_PAGES = PLATFORMS.flatMap(({ pages }) =>
  pages.map(({ path, load }) => ({ path, component: page(load) })),
);

export function App() {
  useEffect(() => {
    void load().catch(() => undefined);
    return watchOtherTabs();
  }, []);
  const user = session.value?.user_id;
  useEffect(() => {
    if (user) void loadOffered().catch(() => undefined); // until then what was offered last
  }, [user]);
  useEffect(() => {
    if (!user) return;
    const timer = setTimeout(() => void loadOthers(), HEAD_START_MS);
    return () => clearTimeout(timer);
  }, [user]);
  if (session.value === undefined) return <Starting />;
  return (
    <LocationProvider>
      <ErrorBoundary>
        <PlatformsProvider value={offeredOf(PLATFORMS, offered.value)}>
          <Shell>
            <Router>
              <Route path="/" component={Dashboard} />
              <Route path="/sign-in" component={SignIn} />
              <Route path="/sign-up" component={SignUp} />
              <Route path="/platforms" component={Platforms} />
              <Route path="/forgot-password" component={ForgotPassword} />
              <Route path="/new-password" component={NewPassword} />
              <Route path="/settings" component={Settings} />
              <Route path="/erasures/:code" component={Erasure} />
              <Route path="/terms" component={Terms} />
              <Route path="/privacy" component={Privacy} />
              <Route path="/platforms/connect/:platform" component={Connect} />
              {PLATFORM_PAGES.map(({ path, component }) => (
                <Route key={path} path={path} component={component} />
              ))}
              <Route path={COMPOSE} component={Compose} />
              <Route path="/posts" component={Posts} />
              <Route path="/posts/:post_id" component={Post} />
              <Route path="/accounts/:account_id" component={Account} />
              <Route path="/webhooks/:external_id?" component={Webhooks} />
              <Route path="/operations/:tab?" component={Operations} />
              <Route path="/help/:page?" component={Help} />
              <Route default component={NotFound} />
            </Router>
          </Shell>
        </PlatformsProvider>
        <SignInAgain />
      </ErrorBoundary>
    </LocationProvider>
  );
}
