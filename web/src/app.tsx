/** Which page stands at which address, and what is around them all. */

import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { load, session } from './session/session';
import { SignInAgain } from './session/sign-in-again';
import { page } from './shell/page';
import { Shell } from './shell/shell';
import { Starting } from './shell/starting';

const Dashboard = page(() => import('./pages/dashboard/dashboard'));
const SignIn = page(() => import('./pages/sign-in/sign-in'));
const SignUp = page(() => import('./pages/sign-in/sign-up'));
const ConnectTikTok = page(() => import('./pages/connect/connect'));
const UploadTikTok = page(() => import('./platforms/tiktok/upload/upload'));
const Posts = page(() => import('./pages/posts/posts'));
const Post = page(() => import('./pages/posts/post'));
const Account = page(() => import('./pages/account/account'));
const Webhooks = page(() => import('./pages/webhooks/webhooks'));
const Help = page(() => import('./pages/help/help'));
const NotFound = page(() => import('./pages/not-found'));

export function App() {
  useEffect(() => {
    void load().catch(() => undefined);
  }, []);
  if (session.value === undefined) return <Starting />;
  return (
    <LocationProvider>
      <ErrorBoundary>
        <Shell>
          <Router>
            <Route path="/" component={Dashboard} />
            <Route path="/sign-in" component={SignIn} />
            <Route path="/sign-up" component={SignUp} />
            <Route path="/platforms/connect/tiktok" component={ConnectTikTok} />
            <Route path="/platforms/tiktok/upload" component={UploadTikTok} />
            <Route path="/posts" component={Posts} />
            <Route path="/posts/:post_id" component={Post} />
            <Route path="/accounts/:account_id" component={Account} />
            <Route path="/webhooks" component={Webhooks} />
            <Route path="/help/:page?" component={Help} />
            <Route default component={NotFound} />
          </Router>
        </Shell>
        <SignInAgain />
      </ErrorBoundary>
    </LocationProvider>
  );
}
