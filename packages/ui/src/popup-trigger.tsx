"use client";

import {
  cloneElement,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

/** What the loaded part wires to the button that stands in the page already. */
export interface TriggerWiring {
  readonly id: string;
  readonly popupId: string;
  readonly element: RefObject<HTMLElement | null>;
  /** The handlers of the headless part's own trigger; undefined until it is there. */
  readonly handlers: RefObject<TriggerHandlers | undefined>;
  /** Called once, when the handlers are there. */
  readonly onWired: () => void;
}

/** What every popup's loaded part gets. */
export interface PopupProps {
  readonly wiring: TriggerWiring;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly align: "start" | "center" | "end";
  readonly side: "top" | "bottom" | "left" | "right";
  readonly className?: string | undefined;
  readonly label?: string | undefined;
  readonly children: ReactNode;
}

const handlerNames = [
  "onClick",
  "onMouseDown",
  "onMouseMove",
  "onMouseEnter",
  "onMouseLeave",
  "onPointerDown",
  "onPointerEnter",
  "onPointerMove",
  "onKeyDown",
  "onKeyUp",
  "onFocus",
  "onBlur",
] as const;

type HandlerName = (typeof handlerNames)[number];
type TriggerHandlers = Partial<Record<HandlerName, (event: never) => void>>;
type TriggerProps = HTMLAttributes<HTMLElement> & { readonly ref?: Ref<HTMLElement> | undefined };

/**
 * The one way in which a popup's code is loaded: the button is a plain button with the right ARIA from the first paint, the
 * headless part comes when a pointer or the focus reaches the button, and takes over its handlers without replacing the
 * element. A press that is faster opens the popup as soon as its code is there.
 */
export function usePopup<Loaded>({
  trigger,
  role,
  load,
  open: controlled,
  onOpenChange,
}: {
  readonly trigger: ReactElement;
  readonly role: "menu" | "dialog";
  /** Everything that has to be there before it opens. */
  readonly load: () => Promise<Loaded>;
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
}) {
  const id = useId();
  const element = useRef<HTMLElement>(null);
  const handlers = useRef<TriggerHandlers>(undefined);
  const isPressedByKey = useRef(false);
  const [isOpenHere, setOpenHere] = useState(false);
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  // Without its code a popup cannot open: the page's error boundary says so and offers to try again.
  if (failure !== undefined) throw failure.error;

  const open = controlled ?? isOpenHere;
  const setOpen = (next: boolean) => {
    setOpenHere(next);
    onOpenChange?.(next);
  };
  const isLoaded = loaded !== undefined;
  const fetchPart = (isWanted: boolean) => {
    load().then(
      (next) => setLoaded(() => next),
      (error: unknown) => {
        // Only a press needs the code: what a passing pointer could not load, the press loads again.
        if (isWanted) setFailure({ error });
      },
    );
  };
  const isAwaited = open && !isLoaded;
  const fetchAwaited = useRef(fetchPart);
  useEffect(() => {
    if (isAwaited) fetchAwaited.current(true);
  }, [isAwaited]);
  const pressByKey = () => {
    isPressedByKey.current = true;
    fetchPart(true);
  };
  const preload = () => {
    if (!isLoaded) fetchPart(false);
  };
  const own: Partial<Record<HandlerName, (event: never) => void>> = {
    onPointerEnter: preload,
    onFocus: preload,
    // A click without a pointer is Enter, Space or a voice command: in a menu it highlights the first item.
    onClick: (event: MouseEvent) => (role === "menu" && event.detail === 0 ? pressByKey() : setOpen(!open)),
    onKeyDown: (event: KeyboardEvent) => {
      if (role !== "menu" || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      pressByKey();
    },
  };
  const wiring: TriggerWiring = {
    id,
    popupId: `${id}popup`,
    element,
    handlers,
    onWired: () => {
      if (isPressedByKey.current) element.current?.click();
      isPressedByKey.current = false;
    },
  };
  const given = trigger.props as Record<string, unknown>;
  const wired: Record<string, unknown> = {};
  for (const name of handlerNames)
    wired[name] = (event: never) => {
      (given[name] as ((event: never) => void) | undefined)?.(event);
      (handlers.current ?? own)[name]?.(event);
    };
  const state = open ? "" : undefined;
  const button = cloneElement(trigger as ReactElement<Record<string, unknown>>, {
    ...wired,
    id,
    ref: element,
    "aria-haspopup": role,
    "aria-expanded": open,
    "aria-controls": open && isLoaded ? wiring.popupId : undefined,
    "aria-busy": isAwaited || undefined,
    "data-popup-open": state,
    "data-pressed": state,
  });
  return { button, loaded, wiring, open, setOpen };
}

/** Stands in the headless part for its trigger: hands the handlers and the ref to the button in the page. Draws nothing. */
export function TriggerBridge({
  wiring: { element, handlers, onWired },
  props: { ref, ...props },
}: {
  readonly wiring: TriggerWiring;
  readonly props: TriggerProps;
}) {
  useLayoutEffect(() => {
    handlers.current = props as TriggerHandlers;
    return () => {
      handlers.current = undefined;
    };
  });
  useLayoutEffect(() => {
    if (typeof ref !== "function") return;
    const release = ref(element.current);
    return typeof release === "function" ? release : () => void ref(null);
  }, [ref, element]);
  const [wired] = useState(() => onWired);
  useEffect(() => wired(), [wired]);
  return null;
}
