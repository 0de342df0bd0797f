/** A dialog over the page. The browser's own element handles focus and Escape. */
import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button';
import { headingAfter } from './focus';

interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** Called when the person closes the dialog; without it the dialog stays open. */
  onClose?: (() => void) | undefined;
}

export function Dialog({ title, children, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
      if (!(before instanceof HTMLElement)) return;
      before.focus();
      headingAfter(before);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={({ currentTarget }) => {
        // Chromium closes it at a second Escape, even if the first was prevented.
        if (!currentTarget.isConnected) return;
        if (onClose) onClose();
        else currentTarget.showModal();
      }}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface QuestionProps {
  title: string;
  children: ComponentChildren;
  /** The answer that leaves everything as it is. */
  no: string;
  yes: string;
  /** Whether what is done then cannot be undone. */
  isGrave?: boolean;
  isBusy?: boolean;
  onNo: () => void;
  onYes: () => void;
}

/** A question with two answers. While the second one is carried out, it stays open. */
export function Question({
  title,
  children,
  no,
  yes,
  isGrave,
  isBusy = false,
  ...on
}: QuestionProps) {
  return (
    <Dialog title={title} onClose={isBusy ? undefined : on.onNo}>
      {children}
      <div class="answers">
        <Button onClick={on.onNo} disabled={isBusy}>
          {no}
        </Button>
        <Button look={isGrave ? 'danger' : 'primary'} isBusy={isBusy} onClick={on.onYes}>
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
