//! How the table of routes and actions is written down: what each line of it yields.
//! From one line come the code, the permission, the step-up, the parent, and strict writing and reading.

macro_rules! step_up {
    (plain) => {
        false
    };
    (stepup) => {
        true
    };
}

macro_rules! routes {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident $({ $($arg:ident : $ty:ty),+ })? = $code:literal, $permission:ident, $step:ident, $parent:expr;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "arguments are named after what they are")]
        pub enum $name { $($(#[$vmeta])* $variant $({ $($arg: $ty),+ })?),+ }
        impl $name {
            /// The stable code.
            pub const fn code(&self) -> &'static str { match self { $(Self::$variant { .. } => $code),+ } }
            /// What one must be allowed to do.
            pub const fn permission(&self) -> Permission { match self { $(Self::$variant { .. } => Permission::$permission),+ } }
            /// Whether it wants a second proof of who asks.
            pub const fn step_up(&self) -> bool { match self { $(Self::$variant { .. } => step_up!($step)),+ } }
            /// Where Back leads, and where an action leads that was refused.
            #[allow(unused_variables, reason = "few parents need their child's arguments")]
            #[must_use]
            pub fn parent(&self) -> Route { match *self { $(Self::$variant $({ $($arg),+ })? => $parent),+ } }
            /// Writes code and arguments.
            fn write(&self, out: &mut String) {
                out.push_str(self.code());
                match self { $(Self::$variant $({ $($arg),+ })? => { $($(out.push(':'); $arg.write(out);)+)? })+ }
            }
            /// Reads what `write` wrote, and nothing else.
            fn read(text: &str) -> Option<Self> {
                let mut parts = text.split(':');
                let found = match parts.next()? {
                    $($code => Self::$variant $({ $($arg: <$ty>::read(parts.next()?)?),+ })?,)+
                    _ => return None,
                };
                parts.next().is_none().then_some(found)
            }
            /// Each entry with its longest arguments, for tests.
            pub fn longest() -> Vec<Self> { vec![$(Self::$variant $({ $($arg: <$ty>::longest()),+ })?),+] }
            /// Each entry with every combination of arguments about these records, for tests.
            #[allow(unused_mut, unused_variables, reason = "few entries have no arguments")]
            pub fn every(about: &About) -> Vec<Self> {
                let mut all = Vec::new();
                $(for n in 0..1 $($(* <$ty as Argument>::every(about).len())+)? {
                    let mut rest = n;
                    all.push(Self::$variant $({ $($arg: pick(<$ty as Argument>::every(about), &mut rest)),+ })?);
                })+
                all
            }
        }
    };
}

pub(super) use {routes, step_up};
